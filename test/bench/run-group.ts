import { join } from 'node:path';
import type { BenchDatabase } from './database.js';
import type { GroupLoadOptions, GroupLoadReport } from './load/group-load.js';
import type { Measured } from './measured.js';
import type { BenchOptions } from './options.js';
import { cms, importUsers, tokenOf } from './people.js';
import { cpuSeconds, residentBytes, startPinned } from './process/pinned.js';
import { CheckFailed, SERVER } from './run-sends.js';
import { startSubject, type Subject } from './subject.js';

const GROUP = { group_type: 1, to_uid: 7 };

/** Who holds the group: this server, or bare Socket.IO, in which everybody is in one room. */
export type GroupSubject = 'server' | 'bare';

export interface GroupRun {
  readonly measured: Measured;
  /** Of memory, for each connection, while they were all there. */
  readonly bytesPerConnection: number;
}

const SCRIPT: Readonly<Record<GroupSubject, string>> = {
  server: SERVER.script,
  bare: join(import.meta.dirname, 'reference/r4-r5-bare-socket-io.js'),
};

/**
 * So many members online in one group, of whom some send. With no senders they are idle: what a connection costs.
 * @throws CheckFailed where somebody did not get a message, got it twice, or out of order
 */
export async function runGroup(
  subject: GroupSubject,
  database: BenchDatabase,
  members: number,
  senders: number,
  folder: string,
  { warmUpMs, measureMs }: Pick<BenchOptions, 'warmUpMs' | 'measureMs'>,
): Promise<GroupRun> {
  const running = await startSubject({ script: SCRIPT[subject], database, folder });
  try {
    const uids = Array.from({ length: members }, (_, index) => index + 1);
    if (subject === 'server') await makeGroup(running, uids);
    const tokens = await Promise.all(uids.map(tokenOf));
    const event = subject === 'server' ? 'message:sendGroup' : 'message:send';
    const options = { port: running.port, event, target: GROUP, tokens, senders, warmUpMs, measureMs };
    return await underLoad(running, database, options, folder);
  } finally {
    await running.stop();
  }
}

async function makeGroup(running: Subject, uids: readonly number[]): Promise<void> {
  await importUsers(running, uids);
  await cms(running, 'saveGroup', { group_type: GROUP.group_type, group_id: GROUP.to_uid, name: 'bench' });
  for (let from = 0; from < uids.length; from += 1_000) {
    const user_id = uids.slice(from, from + 1_000);
    await cms(running, 'addGroupMembers', { group_type: GROUP.group_type, group_id: GROUP.to_uid, user_id });
  }
}

async function underLoad(
  running: Subject,
  database: BenchDatabase,
  options: GroupLoadOptions,
  folder: string,
): Promise<GroupRun> {
  const baseline = residentBytes(running.pid);
  const marks: { at: number; server: number; database: number; resident: number }[] = [];
  let report: GroupLoadReport | undefined;
  const load = startPinned({
    core: 'others',
    script: join(import.meta.dirname, 'load/group-load.js'),
    args: [JSON.stringify(options)],
    logFile: join(folder, `load-${running.port}.log`),
    onLine: (line) => {
      const said = JSON.parse(line) as { at?: string };
      if (said.at === undefined) report = said as unknown as GroupLoadReport;
      else {
        const [server, resident] = [cpuSeconds(running.pid), residentBytes(running.pid)];
        marks.push({ at: performance.now(), server, database: database.cpuSeconds(), resident });
      }
    },
  });
  const code = await load.exited;
  const [before, after] = marks;
  if (code !== 0 || !report || !before || !after) throw new Error(`The load ended with ${code}: see ${folder}`);
  if (report.wrong > 0) throw new CheckFailed(`${report.wrong} messages were lost, doubled or out of order`);
  const seconds = (after.at - before.at) / 1000;
  return {
    measured: {
      perSecond: report.deliveriesPerSecond,
      latency: report.latency,
      cpu: {
        server: (after.server - before.server) / seconds,
        database: (after.database - before.database) / seconds,
        load: report.cpu,
      },
      written: undefined,
    },
    bytesPerConnection: (before.resident - baseline) / options.tokens.length,
  };
}
