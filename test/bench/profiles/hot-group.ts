import type { Measured } from '../measured.js';
import { type Profile, rowsOf } from '../profile.js';
import { rounds } from '../rounds.js';
import { type GroupSubject, runGroup } from '../run-group.js';
import { atLeast } from '../targets.js';

const SENDERS = 50;

/** One group with so many online, in which fifty write as fast as they are acknowledged: deliveries count. */
function hotGroup(members: number): Profile {
  const name = `hot-group-${members}`;
  return {
    name,
    dbs: ['mysql'],
    run: async (context, db) => {
      const { databases, folder, options } = context;
      const run = (subject: GroupSubject) => async (): Promise<Measured> =>
        (await runGroup(subject, await databases.create(db), folder, { ...options, members, senders: SENDERS }))
          .measured;
      const medians = await rounds(context, 'deliveries', { server: run('server'), R4: run('bare') });
      const { server, R4: r4 } = medians as { server: Measured; R4: Measured };
      return {
        rows: rowsOf(name, db, medians),
        targets: [atLeast(`${name}, deliveries`, 0.85, server, r4, 'R4')],
      };
    },
  };
}

export const HOT_GROUP: readonly Profile[] = [hotGroup(1_000), hotGroup(5_000)];
