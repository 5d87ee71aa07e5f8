import { join } from 'node:path';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { checkDrained } from './check/drain.js';
import type { BenchDatabase } from './database.js';
import type { Sender } from './load/send-load.js';
import type { Times } from './load/load-process.js';
import { CheckFailed, measureLoad } from './measure-load.js';
import type { Measured } from './measured.js';
import { importUsers, tokenOf } from './people.js';
import { writerFigures } from './server-metrics.js';
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
/** Who sends alone would not get the code warm in time: so many send with them before it is measured. */
const WARMERS = 63;

/**
 * One run: a fresh database, the subject on its own core, so many senders, each in a conversation of their own.
 * @throws CheckFailed where the server lost, doubled or reordered a message
 */
export async function runSends(
  subject: SendSubject,
  database: BenchDatabase,
  senderCount: number,
  folder: string,
  { warmUpMs, measureMs }: Times,
): Promise<Measured> {
  const env = { CONNECTIONS: String(Math.max(WARMERS, Math.min(senderCount, 256))), ...subject.env };
  const running = await startSubject({ script: subject.script, database, folder, env });
  try {
    const everybody = await sendersOf(senderCount === 1 ? 1 + WARMERS : senderCount);
    const [senders, warmers] = [everybody.slice(0, senderCount), everybody.slice(senderCount)];
    if (subject.path.startsWith(BASE_PATH))
      await importUsers(
        running,
        everybody.flatMap(({ uid, to }) => [uid, to]),
      );
    const logFile = join(folder, `acknowledged-${running.port}.jsonl`);
    const receivers = subject.isSocket ? await Promise.all(senders.map(({ to }) => tokenOf(to))) : [];
    const { port } = running;
    const options = { port, path: subject.path, senders, warmers, receivers, warmUpMs, measureMs, logFile };
    const script = subject.isSocket ? 'socket-load.js' : 'send-load.js';
    const { measured } = await measureLoad({ subjects: [running], database, script, options: [options], folder });
    if (subject.kind === 'reference') return measured;
    const also = await writerFigures(running);
    await check(running, logFile, everybody);
    return { ...measured, also };
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
