import { Redis as Connection } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { answersOf } from '../e2e/support/limits.js';
import { OperatorClient } from '../e2e/support/operators.js';
import { type ChatApp, startNode } from '../support/chat/chat-app.js';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import { textMessage } from '../support/chat/chat-client.js';
import type { Answer } from '../support/chat/envelope.js';
import { type Redis, startRedis } from '../support/stores/redis.js';
import { createTestDatabase } from '../support/stores/test-database.js';

const LIMIT = 10;
const ENV = { RATE_LIMIT: String(LIMIT), TRUST_PROXY: 'true' };
/** A call that waited for a Redis that does not answer. Others share this machine. */
const HANGING_MS = 2_000;

const send = ({ client }: ChatApp, uid: number): Promise<Answer> => client.as(uid).send(100, 'hello');
const letIn = (answers: [unknown, number][]): number =>
  answers.reduce((sum, [said, times]) => sum + (said === 'ok' ? times : 0), 0);

/** Waits until what each counts is known to the other: a user's calls at the one are refused at the other. */
async function untilTogether(nodes: readonly [ChatApp, ChatApp], users: Iterator<number>): Promise<void> {
  for (const [here, there] of [nodes, [nodes[1], nodes[0]]] as const) {
    for (;;) {
      const uid = users.next().value as number;
      await answersOf(LIMIT, () => send(here, uid));
      await pause(50);
      if ((await send(there, uid)).error_code === 10005) break;
    }
  }
}

/** Each asks for users that nobody has used yet. */
function* freshUsers(): Generator<number, never> {
  for (let uid = 101; ; uid += 1) yield uid;
}
const importAll = ({ client }: ChatApp) => client.importUsers(...Array.from({ length: 500 }, (_, i) => 100 + i));

describe('Calls and events at two nodes', () => {
  let chat: ChatNodes;
  let a: ChatApp;
  let b: ChatApp;
  let redis: Connection;
  const users = freshUsers();
  let uid: number;

  beforeAll(async () => {
    chat = await startTwoNodes(ENV);
    [a, b] = chat.nodes;
    redis = new Connection(chat.redis.url);
    await importAll(a);
    await untilTogether([a, b], users);
  });
  beforeEach(() => {
    uid = users.next().value;
  });
  afterEach(async () => {
    for (const { client } of [a, b]) client.close();
    // Also after a failure.
    chat.redis.thaw();
    await Promise.all(chat.nodes.map(waitForLink));
  });
  afterAll(async () => {
    redis.disconnect();
    await chat.close();
  });

  /** What all nodes know of a key. */
  const told = async (key: string): Promise<number> => {
    const [found] = await redis.keys(`*:limit:${key}`);
    return found === undefined ? 0 : Number(await redis.get(found));
  };
  /** One after the other at the next of both nodes, each once the one before is known to both. */
  const inTurn = async (count: number, key: string, call: (node: ChatApp) => Promise<Answer>) => {
    let known = 0;
    return answersOf(count, async (index) => {
      const answer = await call(index % 2 ? b : a);
      if (answer.error_code !== 10005) known += 1;
      await expect.poll(() => told(key)).toBe(known);
      return answer;
    });
  };

  it('of one user are as many as RATE_LIMIT says, and then refused on both', async () => {
    const sockets = await Promise.all([a, b].map(({ client }) => client.connect(uid)));
    await expect.poll(() => told(`calls:u${uid}`)).toBe(2);
    const event = (index: number) => sockets[index]?.emit('message:send', { to_uid: 100, message: textMessage('hi') });
    for (let index = 2; index < LIMIT; index += 1) {
      const answer = await (index % 3 ? send(index % 2 ? b : a, uid) : event(index % 2));
      expect(answer?.datas).toBeDefined();
      await expect.poll(() => told(`calls:u${uid}`)).toBe(index + 1);
    }
    await pause(50);
    for (const node of [a, b]) expect(await send(node, uid)).toMatchObject({ status: 429, error_code: 10005 });
    for (const index of [0, 1]) expect(await event(index)).toMatchObject({ error_code: 10005 });
    for (const { client } of [a, b])
      await expect(client.connect(uid)).rejects.toMatchObject({ data: { error_code: 10005 } });
    // Other users, and the same one's receipts and sync, are not concerned.
    const other = users.next().value;
    for (const node of [a, b]) expect((await send(node, other)).datas).toBeDefined();
    for (const { client } of [a, b])
      expect((await client.as(uid).post('message/sync', { known: {} })).datas).toBeDefined();
    expect(await told(`calls:u${uid}`)).toBe(LIMIT);
  });

  it('of receipts and sync are ten times as many', async () => {
    const sync = ({ client }: ChatApp) => client.as(uid).post('message/sync', { known: {} });
    expect(await answersOf(10 * LIMIT - 2, () => sync(a))).toEqual([['ok', 10 * LIMIT - 2]]);
    await expect.poll(() => told(`frequent:u${uid}`)).toBe(10 * LIMIT - 2);
    expect(await answersOf(2, () => sync(b))).toEqual([['ok', 2]]);
    await pause(50);
    for (const node of [a, b]) expect((await sync(node)).error_code).toBe(10005);
  });

  it('of an operator are counted together', async () => {
    const boss = await OperatorClient.create(a.client, 'boss', 'admin');
    const at = ({ client }: ChatApp) => new OperatorClient(client, 'boss', boss.token).get('listOperators');
    expect(await inTurn(LIMIT + 2, 'calls:o*', at)).toEqual([
      ['ok', LIMIT],
      [10005, 2],
    ]);
  });

  it('without a valid token are counted together by address', async () => {
    const headers = { 'x-forwarded-for': '2001:db8:5:5::7' };
    const at = ({ client }: ChatApp) => client.get('user/getUserInfo', {}, headers);
    expect(await inTurn(LIMIT + 2, 'address:2001:db8:5:5::/64', at)).toEqual([
      [10001, LIMIT],
      [10005, 2],
    ]);
  });

  it('that come all at once are let in at most as often as each node would alone', async () => {
    const answers = await Promise.all(Array.from({ length: 10 * LIMIT }, (_, index) => send(index % 2 ? a : b, uid)));
    const count = answers.filter(({ datas }) => datas !== undefined).length;
    expect(count).toBeGreaterThanOrEqual(LIMIT);
    expect(count).toBeLessThanOrEqual(2 * LIMIT);
    for (const node of [a, b]) expect((await send(node, uid)).error_code).toBe(10005);
  });

  it('are answered while Redis is frozen, at each node by its own count, and together afterwards', async () => {
    chat.redis.freeze();
    const times: number[] = [];
    for (const node of [a, b]) {
      const timed = async (): Promise<Answer> => {
        const since = performance.now();
        const answer = await send(node, uid);
        times.push(performance.now() - since);
        return answer;
      };
      expect(await answersOf(LIMIT + 2, timed)).toEqual([
        ['ok', LIMIT],
        [10005, 2],
      ]);
    }
    console.log(`Redis frozen: the slowest of ${times.length} sends took ${Math.round(Math.max(...times))} ms`);
    expect(Math.max(...times)).toBeLessThan(HANGING_MS);
    chat.redis.thaw();
    await untilTogether([a, b], users);
  });
});

describe('Calls at two nodes whose Redis is absent at boot', () => {
  let server: Redis;
  let nodes: [ChatApp, ChatApp];
  let drop: () => Promise<void>;

  beforeAll(async () => {
    server = await startRedis();
    await server.kill();
    const database = await createTestDatabase();
    drop = () => database.drop();
    const env = { ...ENV, REDIS_URL: server.url };
    const keep = { ...database, drop: () => Promise.resolve() };
    nodes = [await startNode(keep, env), await startNode(keep, env)];
    await importAll(nodes[0]);
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await drop();
    await server.stop();
  });

  it('are counted by each alone, then by both together, and by each alone again where it is killed', async () => {
    const users = freshUsers();
    const alone = async (): Promise<void> => {
      const uid = users.next().value;
      for (const node of nodes) expect(letIn(await answersOf(LIMIT + 1, () => send(node, uid)))).toBe(LIMIT);
    };
    await alone();
    await server.restart();
    await untilTogether(nodes, users);
    await server.kill();
    await alone();
    await server.restart();
    await untilTogether(nodes, users);
  }, 120_000);
});
