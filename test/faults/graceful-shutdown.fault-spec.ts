import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { assertPasses } from '../support/checker/checker.js';
import { History } from '../support/checker/history.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { Ledger } from './support/ledger.js';
import { populate, toPeer } from './support/population.js';
import { isAlive } from '../support/is-alive.js';
import { PATIENCE_MS, timed } from './support/probes.js';
import { RawConnection } from './support/raw-connection.js';
import { RestCaller } from './support/rest-caller.js';
import { lostOrDoubled } from './support/timeline-claims.js';
import { Follower, readEverything } from './support/timeline-reading.js';
import { Traffic } from './support/traffic.js';

const GONE_WITHIN_MS = 10_000;
const UNDER_LOAD = 3;
const SENDERS = { rest: 64, devices: 4, sendersPerDevice: 4, unanswered: 'end' } as const;

describe('SIGTERM', { timeout: PATIENCE_MS }, () => {
  const history = new History();
  const ledger = new Ledger(history);
  let database: TestDatabase;
  let chat: ChatServer;
  let follower: Follower;

  beforeAll(async () => {
    database = await createTestDatabase();
    chat = await startChatServer(database.url);
    await populate(chat.client, history);
    follower = new Follower(chat.client, history);
  });
  // Each test ends it; one that fails on its way shall not take the next one along.
  beforeEach(async () => {
    if (!isAlive(chat.process.pid)) await chat.process.restart();
  });
  afterAll(async () => {
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  /** @returns after how many milliseconds it was gone, with code 0 */
  async function terminate(): Promise<number> {
    const { answer: code, ms } = await timed(chat.process.kill('SIGTERM'));
    history.fault('SIGTERM');
    expect(code).toBe(0);
    expect(ms).toBeLessThan(GONE_WITHIN_MS);
    return ms;
  }

  /** A send of user 1 to user 2, as the bytes of an HTTP request: its head, and its body in two halves. */
  async function rawSend(clientMsgId: string): Promise<{ head: string[]; halves: [string, string] }> {
    const body = JSON.stringify(toPeer(1).parameters(`u:1:2 ${clientMsgId}`, clientMsgId));
    const half = Math.floor(body.length / 2);
    const head = [
      `POST ${BASE_PATH}/message/sendMessage HTTP/1.1`,
      'Host: chat',
      `Authorization: Bearer ${await chat.client.token(1)}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      '\r\n',
    ];
    return { head, halves: [body.slice(0, half), body.slice(half)] };
  }

  /**
   * Which requests count as accepted? All that were handed over whole before the signal: every
   * connection had been served by then, so none waited in the kernel for the server to take it. A
   * request that came later may be refused or reset, but then it must have had no effect either.
   */
  it.each(Array.from({ length: UNDER_LOAD }, (_, index) => index + 1))(
    'under load ends it with code 0, and with an answer for every request that it accepted: %i',
    async (time) => {
      const known = ledger.sends.length;
      const caller = new RestCaller(chat.process.url);
      const traffic = new Traffic(ledger, chat.client, caller, SENDERS);
      await traffic.start();
      const everyone = SENDERS.rest + SENDERS.devices * SENDERS.sendersPerDevice;
      const served = (): number => {
        const answered = ledger.sends.slice(known).filter(({ msgId }) => msgId !== undefined);
        return new Set(answered.map(({ proc }) => proc)).size;
      };
      await expect.poll(served, { timeout: 10_000, interval: 5 }).toBe(everyone);

      const signalledAt = performance.now();
      const ms = await terminate();
      await traffic.stop();
      caller.close();
      const cut = caller.calls.filter(({ answer }) => answer === undefined);
      expect(cut.filter(({ handedOverAt = Infinity }) => handedOverAt < signalledAt)).toEqual([]);
      expect(ledger.wrongs).toEqual([]);

      await chat.process.restart();
      await follower.catchUp();
      const sends = ledger.sends.slice(known);
      const acked = sends.filter(({ msgId }) => msgId !== undefined);
      expect(lostOrDoubled(acked, follower)).toEqual([]);
      const unanswered = ledger.unanswered.filter((send) => sends.includes(send));
      expect(unanswered.filter((send) => follower.idsOf(send).length > 0)).toEqual([]);
      console.info(
        `SIGTERM under load on ${store}, ${time}: gone after ${Math.round(ms)} ms; ${acked.length} acknowledged and ` +
          `stored, ${unanswered.length} that came too late and were not`,
      );
    },
  );

  it('answers what it has begun to read, and says meanwhile that it is not ready', async () => {
    const { head, halves } = await rawSend('half-sent');
    const [sender, observer] = [await RawConnection.open(chat.process.url), await RawConnection.open(chat.process.url)];
    await sender.write(...head);
    await sender.write(halves[0]);
    await observer.write('GET /readyz HTTP/1.1', 'Host: chat', '');
    // Both are with the server, not merely on their way, once it has answered somebody who came after them.
    await chat.client.as(2).get('message/getConversationList');
    const gone = terminate();
    await expect.poll(async () => isRefused(chat.process.url), { timeout: 5_000, interval: 5 }).toBe(true);

    await observer.write('\r\n');
    expect(await observer.until(/\r\n\r\n.+/)).toMatch(/^HTTP\/1\.1 503 [^]*"status":"draining"/);
    await sender.write(halves[1]);
    const answer = await sender.until(/\r\n\r\n.+/);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*connection: close[^]*\{"datas":\d+\}$/i);
    // Nothing is left to wait for, so the rest of the grace period is not waited out.
    expect(await gone).toBeLessThan(3_000);

    await chat.process.restart();
    const msgId = Number(/"datas":(\d+)/.exec(answer)?.[1]);
    const { datas } = await chat.client.as(2).get<{ messages: { msg_id: number }[] }>('message/getHistory', {
      conversation_id: 'u:1',
    });
    expect(datas?.messages.map((message) => message.msg_id)).toContain(msgId);
    // The checker's log has to know of it, too.
    const send = {
      f: 'send',
      proc: 'raw',
      uid: '1',
      conv: 'u:1:2',
      cmid: 'half-sent',
      text: 'u:1:2 half-sent',
    } as const;
    history.invoke(send).ok({ msg_id: msgId });
  });

  it('answers who still connects right after it, says that it is draining, and then closes the door', async () => {
    const look = async (): Promise<string> => {
      const connection = await RawConnection.open(chat.process.url);
      await connection.write('GET /readyz HTTP/1.1', 'Host: chat', '\r\n');
      return connection.until(/\r\n\r\n.+/);
    };
    const gone = terminate();
    for (const answer of await Promise.all(Array.from({ length: 20 }, look))) expect(answer).toMatch(/^HTTP\/1\.1 /);
    await expect.poll(look, { interval: 5 }).toMatch(/^HTTP\/1\.1 503 [^]*connection: close[^]*"draining"/i);
    await expect.poll(async () => isRefused(chat.process.url), { timeout: 5_000, interval: 5 }).toBe(true);
    expect(await gone).toBeLessThan(3_000);
  });

  it('is not held up by requests that never end and connections that never speak', async () => {
    const { head, halves } = await rawSend('never-sent');
    const [half, headless, idle, silent] = await Promise.all(
      [1, 2, 3, 4].map(() => RawConnection.open(chat.process.url)),
    );
    if (!half || !headless || !idle || !silent) throw new Error('There are four');
    await half.write(...head);
    await half.write(halves[0]);
    await headless.write('GET /readyz HTTP/1.1', 'Host:');
    await idle.write('GET /healthz HTTP/1.1', 'Host: chat', '\r\n');
    await idle.until(/"status":"ok"/);
    const device = await chat.client.connect(3);
    await terminate();
    for (const connection of [half, headless, idle, silent]) {
      await expect.poll(() => connection.isClosed).toBe(true);
    }
    await device.until('the end of the connection', ({ socket }) => !socket.connected);
  });

  it('loses nothing in all of it', async () => {
    await readEverything(chat.client, history);
    assertPasses(history, { minAcked: UNDER_LOAD * SENDERS.rest, minFaults: UNDER_LOAD + 2, minReads: 16 });
  });
});

/** Whether nobody takes connections there any more. */
async function isRefused(url: string): Promise<boolean> {
  try {
    const connection = await RawConnection.open(url);
    connection.close();
    return false;
  } catch {
    return true;
  }
}
