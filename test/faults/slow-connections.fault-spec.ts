import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { datasOf } from '../support/chat/envelope.js';
import { holdSlowly, SLOW_KINDS } from '../support/slow/slow-clients.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { ANSWER_WITHIN_MS, PATIENCE_MS, timed } from './support/probes.js';

/** At full size others are to be answered in time, too. */
const CONNECTIONS = Number(process.env.TEST_SLOW_CONNECTIONS ?? 200);
const IS_FULL = process.env.TEST_SLOW_CONNECTIONS !== undefined;
/** Of all addresses (pending-sessions.ts). */
const CROWD = 1_500;
const CLOSED_WITHIN_MS = 15_000;
const FILES_BACK_WITHIN_MS = 20_000;
const MORE_MEMORY = 200 * 1024 * 1024;
const PAGE = 4096;

const USERS = Array.from({ length: 20 }, (_, index) => index + 1);
/** So many that nobody has more bodies on their way than one may. */
const SLOW_USERS = Array.from({ length: Math.ceil(CONNECTIONS / 80) }, (_, index) => 1_001 + index);
const BETWEEN_SENDS_MS = 100;
/** Callers who are answered at once have few connections, and who wait at the same time one each. */
const KEPT_ALIVE = USERS.length + 5;
/** Listing ten thousand open files takes time that others then wait. */
const LOOK_MS = 500;

describe(`${CONNECTIONS} slow connections (F12)`, { timeout: PATIENCE_MS }, () => {
  let database: TestDatabase;
  let chat: ChatServer;
  let tokens: string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    // As in production: what slow connections cost an address must not be what others of it pay.
    chat = await startChatServer(database.url, { RATE_LIMIT: '' });
    await chat.client.importUsers(...USERS, ...SLOW_USERS);
    tokens = await Promise.all(SLOW_USERS.map((uid) => chat.client.token(uid)));
  });
  afterAll(async () => {
    chat?.client.close();
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  const memory = (): number =>
    Number(readFileSync(`/proc/${chat.process.pid}/statm`, 'utf8').split(' ')[1] ?? Number.NaN) * PAGE;
  const files = (): number => readdirSync(`/proc/${chat.process.pid}/fd`).length;

  /** Everybody sends to the next one until it is enough. @returns how many milliseconds each answer took */
  async function sendUntil(isOver: () => boolean): Promise<number[]> {
    const times: number[] = [];
    const one = async (uid: number): Promise<void> => {
      await pause((uid * BETWEEN_SENDS_MS) / USERS.length);
      while (!isOver()) {
        const { answer, ms } = await timed(chat.client.as(uid).send((uid % USERS.length) + 1, 'hello'));
        expect(datasOf(answer)).toBeGreaterThan(0);
        times.push(ms);
        await pause(BETWEEN_SENDS_MS);
      }
    };
    await Promise.all(USERS.map(one));
    return times.sort((a, b) => a - b);
  }

  const after = (seconds: number): (() => boolean) => {
    const endsAt = performance.now() + seconds * 1000;
    return () => performance.now() > endsAt;
  };
  const p99 = (times: readonly number[]): number => times[Math.floor(times.length * 0.99)] ?? Number.NaN;

  it.each(SLOW_KINDS)('of the kind "%s" are ended within 15 s, and all others are served', async (kind) => {
    await sendUntil(after(1));
    const before = await sendUntil(after(IS_FULL ? 10 : 1));
    const [baseMemory, baseFiles] = [memory(), files()];
    let peak = { memory: baseMemory, files: baseFiles };
    const watching = setInterval(() => {
      peak = { memory: Math.max(peak.memory, memory()), files: Math.max(peak.files, files()) };
    }, LOOK_MS);

    let isOver = false;
    const since = performance.now();
    const options = { url: chat.process.url, kind, connections: CONNECTIONS, tokens, patienceMs: 30_000 };
    const slow = holdSlowly(options).finally(() => (isOver = true));
    const [report, during] = await Promise.all([slow, sendUntil(() => isOver)]);
    clearInterval(watching);
    await expect.poll(files, { timeout: FILES_BACK_WITHIN_MS }).toBeLessThanOrEqual(baseFiles + KEPT_ALIVE);
    const tookMs = performance.now() - since;
    console.log(
      `${store}, ${kind}: ${JSON.stringify(report)}; ${Math.round(tookMs)} ms in all; others' p99 ` +
        `${p99(before).toFixed(1)} ms before (${before.length}), ${p99(during).toFixed(1)} ms during (${during.length}), the slowest ${during.at(-1)?.toFixed(0)} ms; ` +
        `files ${baseFiles}, ${peak.files} at the most; ${Math.round((peak.memory - baseMemory) / 1024 / 1024)} MiB more`,
    );

    expect(report).toMatchObject({ opened: CONNECTIONS, failed: 0, closed: CONNECTIONS });
    // A crowd of sessions that ask for nothing is not let in.
    const tooMany = kind === 'engine' ? Math.max(0, CONNECTIONS - CROWD) : 0;
    expect(report.refused).toBeLessThanOrEqual(tooMany);
    // The first may have ended before the last come.
    expect(report.refused).toBeGreaterThanOrEqual(Math.min(1, tooMany));
    expect(report.upgraded).toBe(kind === 'engine' ? CONNECTIONS - report.refused : 0);
    // They were all there at once; of the last kind the first are ended while the last still shake hands.
    if (kind !== 'engine') expect(peak.files).toBeGreaterThan(baseFiles + CONNECTIONS * 0.9);
    expect(report.latestMs).toBeLessThan(CLOSED_WITHIN_MS);
    expect(peak.memory - baseMemory).toBeLessThan(MORE_MEMORY);
    expect(during.length).toBeGreaterThan(USERS.length);
    // While 2,500 connections a second come, on two cores that the slow ones and these callers share.
    if (IS_FULL) expect(during.at(-1)).toBeLessThan(ANSWER_WITHIN_MS);
  });
});
