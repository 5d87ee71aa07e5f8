import type { BenchDatabase } from '../database.js';
import type { ConnectLoadOptions, ConnectLoadReport } from '../load/connect-load.js';
import { measureLoad } from '../measure-load.js';
import type { Measured } from '../measured.js';
import { tokenOf } from '../people.js';
import { type Profile, rowsOf, type Target } from '../profile.js';
import { rounds } from '../rounds.js';
import { FIRST_ID, makeGroup, seedGroupMessages } from '../seed/group.js';
import { seedUsers } from '../seed/users.js';
import type { Subject } from '../subject.js';
import { withSubject } from '../with-subject.js';

/**
 * 20,000 descriptors are one process's limit: the load is several, each of clients on addresses of their own. Every other
 * process is of clients that see when they may come again.
 */
const PROCESSES = 2;
const GROUP_SIZE = 100;
/** Of each group: what is stored, and what its members have not got. */
const [STORED, MISSED] = [20, 10];
const [ALL_SYNCED_MS, REQUEST_MS] = [30_000, 5_000];

/** So many come back at once, and sync. */
export const CONNECT: Profile = {
  name: 'connect',
  dbs: ['mysql'],
  run: async (context, db) => {
    const users = context.options.isQuick ? 1_000 : 10_000;
    const run = (): Promise<Measured> =>
      withSubject(context, db, {}, async (subject, database) => {
        await seed(subject, database, users);
        // The code is warm, and everybody was there before.
        await connectAll(context.folder, subject, database, Math.min(users, 1_000));
        return connectAll(context.folder, subject, database, users);
      });
    const medians = await rounds(context, 'users synced', { server: run });
    const also = medians['server']?.also ?? {};
    const targets = [
      target(`connect, ${users}: all synced`, ALL_SYNCED_MS, also['ms until all had synced']),
      target(`connect, ${users}: slowest request`, REQUEST_MS, also['ms slowest request']),
    ];
    return { rows: rowsOf('connect', db, medians, false), targets };
  },
};

async function seed(subject: Subject, database: BenchDatabase, users: number): Promise<void> {
  await seedUsers(database, users);
  for (let first = 1, group_id = 1; first <= users; first += GROUP_SIZE, group_id += 1) {
    const group = { group_type: 1, group_id };
    const members = Array.from({ length: Math.min(GROUP_SIZE, users - first + 1) }, (_, index) => first + index);
    await makeGroup(subject, group, members);
    await seedGroupMessages(database, group, first, STORED, FIRST_ID + group_id * STORED);
  }
}

async function connectAll(folder: string, subject: Subject, database: BenchDatabase, users: number): Promise<Measured> {
  const startAt = Date.now() + 3_000;
  const share = Math.ceil(users / PROCESSES);
  const optionsOf = async (index: number): Promise<ConnectLoadOptions> => {
    const uids = Array.from({ length: Math.min(share, users - index * share) }, (_, n) => index * share + n + 1);
    const known = uids.map((uid) => ({ [`g:1:${Math.ceil(uid / GROUP_SIZE)}`]: STORED - MISSED }));
    const tokens = await Promise.all(uids.map(tokenOf));
    const network = `127.${index + 2}`;
    const seesRetryAfter = index % 2 === 1;
    return { port: subject.port, network, tokens, startAt, known, missed: MISSED, seesRetryAfter };
  };
  const options = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => optionsOf(index)));
  const plan = { subjects: [subject], database, script: 'connect-load.js', options, folder };
  const { measured, reports } = await measureLoad<ConnectLoadReport>(plan);
  const most = (of: (report: ConnectLoadReport) => number): number => Math.max(...reports.map(of));
  const sum = (of: (report: ConnectLoadReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  const allSyncedMs = most((report) => report.allSyncedMs);
  const also = {
    'ms until all had synced': allSyncedMs,
    'ms slowest request': most(({ upgrade, namespace, sync }) => Math.max(upgrade.max, namespace.max, sync.max)),
    'ms slowest upgrade': most(({ upgrade }) => upgrade.max),
    'ms slowest namespace': most(({ namespace }) => namespace.max),
    'ms slowest sync': most(({ sync }) => sync.max),
    'connections tried again': sum((report) => report.retries),
    'syncs asked again': sum((report) => report.refusedSyncs),
  };
  return { ...measured, perSecond: (users / allSyncedMs) * 1000, also };
}

function target(name: string, limit: number, value = Number.NaN): Target {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return { name, required: `≤ ${seconds(limit)}`, measured: seconds(value), value, isMet: value <= limit };
}
