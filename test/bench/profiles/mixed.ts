import { join } from 'node:path';
import { checkDrained } from '../check/drain.js';
import type { MixedLoadOptions, MixedLoadReport } from '../load/mixed-load.js';
import { CheckFailed, measureLoad } from '../measure-load.js';
import type { Measured } from '../measured.js';
import { importUsers, tokenOf } from '../people.js';
import { type Profile, rowsOf } from '../profile.js';
import { rounds } from '../rounds.js';
import { makeGroup } from '../seed/group.js';
import type { Subject } from '../subject.js';
import { withSubject } from '../with-subject.js';

const CONNECTIONS = 50;
/** As in mixed-load.ts: so many users are one group. */
const TEN = 10;

/** Many users with many small chats: sends, receipts in lists of twenty, and one call of twenty lists or reads. */
export const MIXED: Profile = {
  name: 'mixed',
  dbs: ['mysql', 'sqlite'],
  run: async (context, db) => {
    const users = context.options.isQuick ? 500 : 10_000;
    const run = (): Promise<Measured> =>
      withSubject(context, db, {}, async (subject, database) => {
        const uids = Array.from({ length: users }, (_, index) => index + 1);
        await befriend(subject, uids);
        const logFile = join(context.folder, `acknowledged-${subject.port}.jsonl`);
        const tokens = await Promise.all(uids.map(tokenOf));
        const { warmUpMs, measureMs } = context.options;
        const load: MixedLoadOptions = {
          port: subject.port,
          tokens,
          connections: CONNECTIONS,
          // Few would come to twenty in a short run.
          receipts: context.options.isQuick ? 4 : 20,
          logFile,
          warmUpMs,
          measureMs,
        };
        const plan = {
          subjects: [subject],
          database,
          script: 'mixed-load.js',
          options: [load],
          folder: context.folder,
        };
        const { measured, reports } = await measureLoad<MixedLoadReport>(plan);
        // Every chat has an odd user.
        const readers = uids.filter((uid) => uid % 2 === 1);
        const problems = await checkDrained(subject, logFile, readers);
        if (problems.length > 0) throw new CheckFailed(problems.slice(0, 10).join('\n'));
        return { ...measured, also: p99s(reports) };
      });
    const medians = await rounds(context, 'calls', { server: run });
    return { rows: rowsOf('mixed', db, medians), targets: [] };
  },
};

async function befriend(subject: Subject, uids: readonly number[]): Promise<void> {
  await importUsers(subject, uids);
  for (let first = 0; first < uids.length; first += TEN)
    await makeGroup(subject, { group_type: 1, group_id: first / TEN + 1 }, uids.slice(first, first + TEN));
}

function p99s(reports: readonly MixedLoadReport[]): Record<string, number> {
  const kinds = Object.entries(reports[0]?.kinds ?? {});
  return Object.fromEntries(kinds.map(([kind, { p99 }]) => [`ms p99 ${kind}`, p99]));
}
