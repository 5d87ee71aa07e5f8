import { join } from 'node:path';
import { countersOf } from './counters.js';
import type { BenchDatabase } from './database.js';
import type { GroupLoadOptions, GroupLoadReport } from './load/group-load.js';
import type { Times } from './load/load-process.js';
import { measureLoad } from './measure-load.js';
import type { Measured } from './measured.js';
import { importUsers, tokenOf } from './people.js';
import { SERVER } from './run-sends.js';
import { makeGroup } from './seed/group.js';
import { startSubject, type Subject } from './subject.js';

const GROUP = { group_type: 1, group_id: 7 };
const TARGET = { group_type: GROUP.group_type, to_uid: GROUP.group_id };

/** Who holds the group: this server, or bare Socket.IO, in which everybody is in one room. */
export type GroupSubject = 'server' | 'bare';

export interface GroupRun {
  readonly measured: Measured;
  /** Of memory, for each connection, while they were all there. */
  readonly bytesPerConnection: number;
  /** Calls of message:sync for each delivery, by all members. */
  readonly syncsPerDelivery: number;
}

const SCRIPT: Readonly<Record<GroupSubject, string>> = {
  server: SERVER.script,
  bare: join(import.meta.dirname, 'reference/r4-r5-bare-socket-io.js'),
};

export interface GroupPlan extends Times {
  readonly members: number;
  /** Of the members; none where they are idle. */
  readonly senders: number;
  /** Where the subject is several nodes. */
  readonly redisUrl?: string;
}

/**
 * So many members online in one group, of whom some send. With no senders they are idle: what a connection costs.
 * @throws CheckFailed where somebody did not get a message, got it twice, or out of order
 */
export async function runGroup(
  subject: GroupSubject,
  database: BenchDatabase,
  folder: string,
  { members, senders, warmUpMs, measureMs, redisUrl }: GroupPlan,
): Promise<GroupRun> {
  const env: Record<string, string> = redisUrl === undefined ? {} : { REDIS_URL: redisUrl };
  const subjects: Subject[] = [];
  try {
    for (let node = 0; node < (redisUrl === undefined ? 1 : 2); node += 1)
      subjects.push(await startSubject({ script: SCRIPT[subject], database, folder, env }));
    const [first] = subjects as [Subject];
    const uids = Array.from({ length: members }, (_, index) => index + 1);
    if (subject === 'server') {
      await importUsers(first, uids);
      await makeGroup(first, GROUP, uids);
    }
    const load: GroupLoadOptions = {
      ports: subjects.map(({ port }) => port),
      event: subject === 'server' ? 'message:sendGroup' : 'message:send',
      target: TARGET,
      tokens: await Promise.all(uids.map(tokenOf)),
      senders,
      ...(redisUrl === undefined ? {} : { conversationId: `g:${GROUP.group_type}:${GROUP.group_id}` }),
      warmUpMs,
      measureMs,
    };
    const idle = await countersOf(subjects, database);
    const plan = { subjects, database, script: 'group-load.js', options: [load], folder };
    const { measured, before, reports } = await measureLoad<GroupLoadReport>(plan);
    const [{ syncs, deliveries, repeats }] = reports as [GroupLoadReport];
    return {
      measured: repeats === 0 ? measured : { ...measured, also: { 'sends repeated': repeats } },
      bytesPerConnection: (before.residentBytes - idle.residentBytes) / members,
      syncsPerDelivery: syncs / deliveries,
    };
  } finally {
    await Promise.all(subjects.map((node) => node.stop()));
  }
}
