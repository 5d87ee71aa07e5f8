import { type Measured } from '../measured.js';
import { type Profile, rowsOf, type Target } from '../profile.js';
import { rounds } from '../rounds.js';
import { cmsCaller, runCalls } from '../run-calls.js';
import { seedFollowers } from '../seed/followers.js';
import { seedUsers } from '../seed/users.js';
import { atMost } from '../targets.js';
import { withSubject } from '../with-subject.js';

const [SMALL, LARGE] = [10, 1_000_000];
const ROWS = 10;

/** One caller broadcasts, one message after the other, to few followers and to very many: the same time, the same rows. */
export const BROADCAST: Profile = {
  name: 'broadcast',
  dbs: ['mysql'],
  run: (context, db) => {
    const large = context.options.isQuick ? LARGE / 10 : LARGE;
    return withSubject(context, db, {}, async (subject, database) => {
      await seedUsers(database, large);
      await seedFollowers(subject, database, SMALL, SMALL);
      await seedFollowers(subject, database, large, large);
      const broadcast = (service_id: number) => async (): Promise<Measured> => {
        const body = { service_id, msg_type: 1, message: { text: '今晚停水通知：请提前储水。' } };
        const callers = [cmsCaller([{ path: 'cms/broadcastMessage', body }])];
        return (await runCalls(context, subject, database, callers)).measured;
      };
      const [small, big] = [`${SMALL} followers`, `${large} followers`];
      const medians = await rounds(context, 'broadcasts', { [small]: broadcast(SMALL), [big]: broadcast(large) });
      const [few, many] = [medians[small], medians[big]] as [Measured, Measured];
      return {
        rows: rowsOf('broadcast', db, medians, false),
        targets: [atMost(`broadcast, ${big}`, 1.5, 'p50', many, few, SMALL.toString()), rowsTarget(many)],
      };
    });
  },
};

function rowsTarget({ written }: Measured): Target {
  const rows = written?.rows ?? Number.NaN;
  return {
    name: 'broadcast, rows written',
    required: `< ${ROWS}`,
    measured: rows.toFixed(1),
    value: rows,
    isMet: rows < ROWS,
  };
}
