import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { textMessage } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { flood } from '../support/flood/flooder.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { PATIENCE_MS, timed } from './support/probes.js';

/** Events a second; at full size it is measured what others notice, too. */
const FLOOD = Number(process.env.TEST_FLOOD_EVENTS ?? 5_000);
const IS_FULL = process.env.TEST_FLOOD_EVENTS !== undefined;
/** Of one user, each far from a flood. */
const SOCKETS = Number(process.env.TEST_FLOOD_SOCKETS ?? 50);
const IS_FULL_OF_SOCKETS = process.env.TEST_FLOOD_SOCKETS !== undefined;
const OF_EACH_SOCKET = 40;
const SECONDS = IS_FULL ? 20 : 3;
/** What nothing is said of. */
const LIMIT = 600;

const FLOODER = 1;
const VICTIM_OF_FLOOD = 2;
const SWARM = 3;
const VICTIM_OF_SWARM = 4;
/** Each far below its own limit; together enough for a p99. */
const OTHERS = Array.from({ length: 40 }, (_, index) => 101 + index);
const BETWEEN_SENDS_MS = 200;

describe(
  `Floods of events: ${FLOOD} a second over one socket, ${OF_EACH_SOCKET} over each of ${SOCKETS}`,
  { timeout: PATIENCE_MS },
  () => {
    let database: TestDatabase;
    let chat: ChatServer;

    beforeAll(async () => {
      database = await createTestDatabase();
      chat = await startChatServer(database.url, { RATE_LIMIT: '' });
      await chat.client.importUsers(FLOODER, VICTIM_OF_FLOOD, SWARM, VICTIM_OF_SWARM, ...OTHERS);
    });
    afterAll(async () => {
      chat?.client.close();
      await chat?.process.kill('SIGKILL');
      await database?.drop();
    });

    /** Everybody sends to the next one for so long. @returns how many milliseconds each answer took */
    async function sendAround(sockets: readonly UserSocket[], seconds: number): Promise<number[]> {
      const endsAt = performance.now() + seconds * 1000;
      const times: number[] = [];
      const one = async (socket: UserSocket, index: number): Promise<void> => {
        // Not all at once.
        await pause((index * BETWEEN_SENDS_MS) / sockets.length);
        const to_uid = OTHERS[(index + 1) % OTHERS.length];
        while (performance.now() < endsAt) {
          const event = { to_uid, message: textMessage('hello') };
          const { answer, ms } = await timed(socket.emit<number>('message:send', event));
          expect(datasOf(answer)).toBeGreaterThan(0);
          times.push(ms);
          await pause(BETWEEN_SENDS_MS);
        }
      };
      await Promise.all(sockets.map(one));
      return times.sort((a, b) => a - b);
    }

    it('are limited to what one user may, told so, and cut; all others are answered', async () => {
      const sockets = await Promise.all(OTHERS.map((uid) => chat.client.connect(uid)));
      await sendAround(sockets, 1);
      const before = await sendAround(sockets, SECONDS);
      const event = ['message:send', { to_uid: VICTIM_OF_FLOOD, message: textMessage('flood') }];
      const token = await chat.client.token(FLOODER);
      const [report, during] = await Promise.all([
        flood({
          url: chat.process.url,
          token,
          packets: [`42${JSON.stringify(event)}`],
          perSecond: FLOOD,
          seconds: SECONDS,
          cuts: 1_000_000,
        }),
        sendAround(sockets, SECONDS),
      ]);
      const [first = Infinity] = report.cutAfterMs;
      const [limited = Infinity] = report.limitedAfterMs;
      const perSecond = (1000 * report.sent) / report.floodedMs;
      const [p99Before, p99During] = [p99(before), p99(during)];
      console.log(
        `${store}: ${report.sent} events over ${report.connections} connections, ${perSecond.toFixed(0)} a second, ` +
          `the first limited after ${limited} ms, gone after ${first} ms; ` +
          `others' p99 ${p99Before.toFixed(1)} ms before (${before.length}), ${p99During.toFixed(1)} ms during (${during.length})`,
      );

      expect(report.heard).toContain('"error_code":10005');
      expect(limited).toBeLessThan(Infinity);
      expect(report.cutAfterMs.length).toBeGreaterThan(0);
      // However often it came back: no more was let in than one user may in a minute, of which the handshake is one.
      // What waited behind the others when the socket was cut is not done.
      const stored = await lastSeq(FLOODER, VICTIM_OF_FLOOD);
      expect(stored).toBeGreaterThan(0);
      expect(stored).toBeLessThan(LIMIT);
      expect(during.length).toBeGreaterThan(OTHERS.length);
      for (const { socket } of sockets) socket.close();
      if (!IS_FULL) return;
      // What the test is called was really sent.
      expect(perSecond).toBeGreaterThan(FLOOD / 2);
      expect(limited).toBeLessThan(1_000);
      // A second, and the half for which it may read what it was told.
      expect(first).toBeLessThan(1_500);
      expect(p99During).toBeLessThanOrEqual(2 * p99Before);
    });

    it('over many sockets of one user count together, and are told so; all others are answered', async () => {
      const sockets = await Promise.all(OTHERS.map((uid) => chat.client.connect(uid)));
      const seconds = IS_FULL_OF_SOCKETS ? 20 : SECONDS;
      const before = await sendAround(sockets, seconds);
      const event = ['message:send', { to_uid: VICTIM_OF_SWARM, message: textMessage('swarm') }];
      const token = await chat.client.token(SWARM);
      const [report, during] = await Promise.all([
        flood({
          url: chat.process.url,
          token,
          // Asks for an acknowledgement, which says what became of it.
          packets: [`421${JSON.stringify(event)}`],
          perSecond: OF_EACH_SOCKET,
          sockets: SOCKETS,
          seconds,
          cuts: 1_000_000,
        }),
        sendAround(sockets, seconds),
      ]);
      const [p99Before, p99During] = [p99(before), p99(during)];
      console.log(
        `${store}: ${report.sent} events over ${report.connections} connections (${SOCKETS} at a time); ` +
          `others' p99 ${p99Before.toFixed(1)} ms before (${before.length}), ${p99During.toFixed(1)} ms during (${during.length})`,
      );

      // Far more than one user may; and it is told so.
      expect(report.sent).toBeGreaterThan(2 * LIMIT);
      expect(report.limited).toBeGreaterThan(0);
      const stored = await lastSeq(SWARM, VICTIM_OF_SWARM);
      expect(stored).toBeGreaterThan(0);
      expect(stored).toBeLessThan(LIMIT);
      expect(during.length).toBeGreaterThan(OTHERS.length);
      // Not within twice the time before: 500 sockets that connect at once, and again when cut, made 60 ms 1,300 (SQLite,
      // two cores, shared with the flooder and others). What is asked here is that all of them are answered.
    });

    const p99 = (times: readonly number[]): number => times[Math.floor(times.length * 0.99)] ?? Number.NaN;

    async function lastSeq(from: number, to: number): Promise<number> {
      const answer: Answer<{ last_seq: number }> = await chat.client
        .as(to)
        .get('message/getHistory', { conversation_id: `u:${from}`, limit: 1 });
      return datasOf(answer).last_seq;
    }
  },
);
