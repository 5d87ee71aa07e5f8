import { join } from 'node:path';
import { countersOf } from './counters.js';
import type { BenchDatabase } from './database.js';
import type { Times } from './load/load-process.js';
import { measureLoad } from './measure-load.js';
import type { Measured } from './measured.js';
import { importUsers, tokenOf } from './people.js';
import { SERVER } from './run-sends.js';
import { makeGroup } from './seed/group.js';
import { startSubject } from './subject.js';

const GROUP = { group_type: 1, group_id: 7 };
const TARGET = { group_type: GROUP.group_type, to_uid: GROUP.group_id };

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
  { warmUpMs, measureMs }: Times,
): Promise<GroupRun> {
  const running = await startSubject({ script: SCRIPT[subject], database, folder });
  try {
    const uids = Array.from({ length: members }, (_, index) => index + 1);
    if (subject === 'server') {
      await importUsers(running, uids);
      await makeGroup(running, GROUP, uids);
    }
    const tokens = await Promise.all(uids.map(tokenOf));
    const event = subject === 'server' ? 'message:sendGroup' : 'message:send';
    const idle = await countersOf([running], database);
    const options = { ports: [running.port], event, target: TARGET, tokens, senders, warmUpMs, measureMs };
    const plan = { subjects: [running], database, script: 'group-load.js', options: [options], folder };
    const { measured, before } = await measureLoad(plan);
    return { measured, bytesPerConnection: (before.residentBytes - idle.residentBytes) / members };
  } finally {
    await running.stop();
  }
}
