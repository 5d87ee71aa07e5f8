import { CheckFailed } from '../measure-load.js';
import type { Measured } from '../measured.js';
import { type Profile, rowsOf } from '../profile.js';
import { rounds } from '../rounds.js';
import { runCalls, userCaller } from '../run-calls.js';
import { type Group, makeGroup } from '../seed/group.js';
import { seedUsers } from '../seed/users.js';
import { atMost } from '../targets.js';
import { withSubject } from '../with-subject.js';

const SIZES = [10, 10_000];

/** One member sends, one message after the other, into a small group and into a large one, in which nobody is online. */
export const GROUP_SIZE: Profile = {
  name: 'group-size',
  dbs: ['mysql'],
  run: (context, db) =>
    withSubject(context, db, {}, async (subject, database) => {
      const runs: Record<string, () => Promise<Measured>> = {};
      await seedUsers(database, Math.max(...SIZES));
      for (const size of SIZES) {
        const group: Group = { group_type: 1, group_id: size };
        const members = Array.from({ length: size }, (_, index) => index + 1);
        await makeGroup(subject, group, members);
        const message = { msg_type: '1', body: { text: '今晚七点在社区中心见，记得带伞。' } };
        const body = { group_type: group.group_type, to_uid: group.group_id, message };
        const caller = await userCaller(1, [{ path: 'message/sendGroupMessage', body }]);
        let sent = 0;
        runs[`${size} members`] = async () => {
          const { measured, reports } = await runCalls(context, subject, database, [caller]);
          sent += reports[0]?.answered ?? Number.NaN;
          const sql = `SELECT last_seq FROM conversations WHERE conversation_key = 'g:1:${size}'`;
          const stored = Number((await database.query(sql))[0]?.['last_seq']);
          if (stored !== sent) throw new CheckFailed(`${sent} messages were answered, ${stored} are stored`);
          return measured;
        };
      }
      const medians = await rounds(context, 'sends', runs);
      const [small, large] = Object.values(medians) as [Measured, Measured];
      return {
        rows: rowsOf('group-size', db, medians, false),
        targets: [atMost('send into a group of 10,000', 1.15, 'p50', large, small, 'one of 10')],
      };
    }),
};
