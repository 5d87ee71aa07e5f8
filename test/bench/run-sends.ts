import { join } from 'node:path';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { checkDrained } from './check/drain.js';
import type { BenchDatabase } from './database.js';
import type { SendLoadOptions, SendLoadReport, Sender } from './load/send-load.js';
import type { Measured } from './measured.js';
import type { BenchOptions } from './options.js';
import { importUsers, tokenOf } from './people.js';
import { cpuSeconds, startPinned } from './process/pinned.js';
import { startSubject, type Subject } from './subject.js';

/** Whom sends go to: this server, or something that takes the same request. */
export interface SendSubject {
  readonly script: string;
  readonly path: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it has users, and keeps what it acknowledges. */
  readonly kind: 'server' | 'reference';
  /** Over sockets, and to receivers on sockets. */
  readonly isSocket?: boolean;
}

export const SERVER: SendSubject = {
  script: join(import.meta.dirname, '../../src/main.js'),
  path: `${BASE_PATH}/message/sendMessage`,
  kind: 'server',
};
export const SOCKET_SERVER: SendSubject = { ...SERVER, isSocket: true };

const FIRST_READER = 1_000_000;

/** A sent message that is lost, doubled or out of order: the figures do not count. */
export class CheckFailed extends Error {}

/**
 * One run: a fresh database, the subject on its own core, so many senders, each in a conversation of their own.
 * @throws CheckFailed where the server lost, doubled or reordered a message
 */
export async function runSends(
  subject: SendSubject,
  database: BenchDatabase,
  senderCount: number,
  folder: string,
  { warmUpMs, measureMs }: Pick<BenchOptions, 'warmUpMs' | 'measureMs'>,
): Promise<Measured> {
  const env = { CONNECTIONS: String(Math.min(senderCount, 256)), ...subject.env };
  const running = await startSubject({ script: subject.script, database, folder, env });
  try {
    const senders = await sendersOf(senderCount);
    if (subject.path.startsWith(BASE_PATH))
      await importUsers(
        running,
        senders.flatMap(({ uid, to }) => [uid, to]),
      );
    const logFile = join(folder, `acknowledged-${running.port}.jsonl`);
    const receivers = subject.isSocket ? await Promise.all(senders.map(({ to }) => tokenOf(to))) : [];
    const options = { port: running.port, path: subject.path, senders, receivers, warmUpMs, measureMs, logFile };
    const script = subject.isSocket ? 'load/socket-load.js' : 'load/send-load.js';
    const measured = await underLoad(running, database, script, options, folder);
    if (subject.kind === 'server') await check(running, logFile, senders);
    return measured;
  } finally {
    await running.stop();
  }
}

function sendersOf(count: number): Promise<Sender[]> {
  const uids = Array.from({ length: count }, (_, index) => index + 1);
  return Promise.all(uids.map(async (uid) => ({ uid, to: FIRST_READER + uid, token: await tokenOf(uid) })));
}

async function check(running: Subject, logFile: string, senders: readonly Sender[]): Promise<void> {
  const problems = await checkDrained(
    running,
    logFile,
    senders.map(({ to }) => to),
  );
  if (problems.length === 0) return;
  throw new CheckFailed(`${problems.length} wrong, of which:\n${problems.slice(0, 10).join('\n')}`);
}

async function underLoad(
  running: Subject,
  database: BenchDatabase,
  script: string,
  options: SendLoadOptions,
  folder: string,
): Promise<Measured> {
  const counters = async () => ({
    at: performance.now(),
    server: cpuSeconds(running.pid),
    database: database.cpuSeconds(),
    writes: await database.writes(running.pid),
  });
  const marks: Promise<Awaited<ReturnType<typeof counters>>>[] = [];
  let report: SendLoadReport | undefined;
  const load = startPinned({
    core: 'others',
    script: join(import.meta.dirname, script),
    args: [JSON.stringify(options)],
    logFile: join(folder, `load-${running.port}.log`),
    onLine: (line) => {
      const said = JSON.parse(line) as { at?: string };
      if (said.at !== undefined) marks.push(counters());
      else report = said as unknown as SendLoadReport;
    },
  });
  const code = await load.exited;
  const [before, after] = await Promise.all(marks);
  if (code !== 0 || !report || !before || !after) throw new Error(`The load ended with ${code}: see ${folder}`);
  if (Object.keys(report.refused).length > 0) throw new Error(`Refused: ${JSON.stringify(report.refused)}`);
  const seconds = (after.at - before.at) / 1000;
  const messages = report.latency.count;
  const rows = (after.writes.rows ?? Number.NaN) - (before.writes.rows ?? Number.NaN);
  return {
    perSecond: report.perSecond,
    latency: report.latency,
    cpu: {
      server: (after.server - before.server) / seconds,
      database: (after.database - before.database) / seconds,
      load: report.cpu,
    },
    written: {
      rows: Number.isNaN(rows) ? undefined : rows / messages,
      bytes: (after.writes.bytes - before.writes.bytes) / messages,
    },
  };
}
