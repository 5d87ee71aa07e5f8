import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import type { Answer } from '../support/chat/envelope.js';
import { type SocketOptions, UserSocket } from '../support/chat/user-socket.js';
import { flood } from '../support/flood/flooder.js';
import { answersOf, letPass } from './support/limits.js';
import { OperatorClient } from './support/operators.js';

const LIMIT = 8;
/** However few are let in, so many more may be refused before a socket is cut. */
const REFUSED = 100;

describe('Socket events within a minute', () => {
  let chat: ChatApp;
  /** Each test has a user, and an address, of its own. */
  let uid = 100;

  beforeAll(async () => {
    chat = await startChat({ RATE_LIMIT: String(LIMIT), TRUST_PROXY: 'true' });
    await chat.client.importUsers(...Array.from({ length: 40 }, (_, index) => 100 + index));
  });
  beforeEach(() => {
    uid += 1;
  });
  afterEach(() => {
    vi.useRealTimers();
    chat.client.close();
  });
  afterAll(() => chat.close());

  const here = (): SocketOptions => ({ extraHeaders: { 'x-forwarded-for': `203.0.113.${uid - 100}` } });
  const call = () => chat.client.as(uid).get('user/getUserInfo', { user_id: 100 });
  const send = (socket: UserSocket, text = 'hello') =>
    socket.emit('message:send', { to_uid: 100, message: textMessage(text) });
  const handshake = async (auth: object, path = ''): Promise<Answer> => {
    try {
      const socket = await UserSocket.connect(`${chat.client.url}${path}`, auth, here());
      socket.close();
      return { status: 0, datas: 'in' };
    } catch (error) {
      return { status: 0, ...(error as { data: object }).data };
    }
  };
  const thenLimited = (first: 'ok' | number, letIn: number) => [
    [first, letIn],
    [10005, 2],
  ];

  it('of one user are as many as RATE_LIMIT says, the handshake being one of them', async () => {
    const socket = await chat.client.connect(uid);
    expect(await answersOf(LIMIT + 1, () => send(socket))).toEqual(thenLimited('ok', LIMIT - 1));
    // A refused event does not end the socket: it still gets what is for it.
    await chat.client.cms('saveGroup', { group_type: 1, group_id: uid, name: 'a group' });
    await chat.client.addMembers(1, uid, [uid]);
    await socket.until('a push', ({ received }) => received.some(({ event }) => event === 'group:joined'));
  });

  it('count with the calls, whichever device they come from', async () => {
    const [one, other] = [await chat.client.connect(uid), await chat.client.connect(uid)];
    expect(await answersOf(LIMIT, (index) => (index % 2 ? send(one) : index % 4 ? call() : send(other)))).toEqual(
      thenLimited('ok', LIMIT - 2),
    );
    expect(await call()).toMatchObject({ status: 429, error_code: 10005 });
  });

  it('are let in again once the window is over', async () => {
    letPass(0);
    const socket = await chat.client.connect(uid);
    await answersOf(LIMIT, () => send(socket));
    letPass(60);
    expect(await answersOf(LIMIT + 2, () => send(socket))).toEqual(thenLimited('ok', LIMIT));
  });

  it('are ten times as many for receipts and sync together, calls included', async () => {
    const socket = await chat.client.connect(uid);
    const frequent = [
      () => socket.emit('message:sync', { known: {} }),
      () => socket.emit('message:received', { msg_id: 1 }),
      () => socket.emit('message:read', { msg_id: 1 }),
      () => chat.client.as(uid).post('message/sync', { known: {} }),
    ];
    let refused = 0;
    const next = async (index: number) => {
      if ((await frequent[index % frequent.length]?.())?.error_code === 10005) refused += 1;
      return { status: 0, datas: 1 };
    };
    await answersOf(10 * LIMIT, next);
    expect(refused).toBe(0);
    await answersOf(frequent.length, next);
    expect(refused).toBe(frequent.length);
    expect(await answersOf(LIMIT + 1, () => send(socket))).toEqual(thenLimited('ok', LIMIT - 1));
  });

  it('count, too, where they are unknown, malformed, too large, or ask for no answer', async () => {
    const socket = await chat.client.connect(uid);
    const odd = await Promise.all([
      socket.emit('no:such'),
      socket.emit('message:send', 'no object'),
      socket.emit('message:send', { text: 'x'.repeat(200_000) }),
      socket.emit('message:send', 1, 2, 3),
    ]);
    expect(odd.map(({ error_code }) => error_code)).toEqual([10004, 10000, 10006, 10000]);
    socket.socket.emit('message:send', {});
    expect(await answersOf(LIMIT - 4, () => send(socket))).toEqual(thenLimited('ok', LIMIT - 6));
  });

  it('of operators count like those of users', async () => {
    const boss = await OperatorClient.create(chat.client, `boss-${uid}`, 'admin');
    const socket = await chat.client.connectCms({ token: boss.token }, here());
    expect(await answersOf(LIMIT + 1, () => socket.emit('no:such'))).toEqual(thenLimited(10004, LIMIT - 1));
    expect(await boss.get('listOperators')).toMatchObject({ error_code: 10005 });
  });

  it('of the API key are not limited', async () => {
    const socket = await chat.client.connectCms({ api_key: TEST_API_KEY }, here());
    const answers = await Promise.all(Array.from({ length: 3 * REFUSED }, () => socket.emit('no:such')));
    expect(new Set(answers.map(({ error_code }) => error_code))).toEqual(new Set([10004]));
  });

  describe('and handshakes', () => {
    it('of a user over the limit are refused, and so are its calls', async () => {
      const token = await chat.client.token(uid);
      expect(await answersOf(LIMIT + 2, () => handshake({ token }))).toEqual(thenLimited('ok', LIMIT));
      expect(await handshake({ token })).toEqual({
        status: 0,
        error_code: 10005,
        error_msg: '请求过于频繁',
      });
      expect(await call()).toMatchObject({ error_code: 10005 });
    });

    it.each([
      ['none', '', () => ({})],
      ['a bad one', '', () => ({ token: 'x.y.z' })],
      ['a bad one', '/cms', () => ({ token: 'x.y.z' })],
      ['a wrong key', '/cms', () => ({ api_key: 'wrong' })],
    ])('with %s are limited by address: %s', async (_what, path, auth) => {
      expect(await answersOf(LIMIT + 2, () => handshake(auth(), path))).toEqual(thenLimited(10001, LIMIT));
      // With a valid one nobody is.
      expect(await handshake({ token: await chat.client.token(uid) })).toMatchObject({ datas: 'in' });
      expect(await handshake({ api_key: TEST_API_KEY }, '/cms')).toMatchObject({ datas: 'in' });
    });

    it('of a banned user count for the address', async () => {
      const token = await chat.client.token(uid);
      await chat.client.cms('banUser', { user_id: uid });
      expect(await answersOf(LIMIT + 2, () => handshake({ token }))).toEqual(thenLimited(10001, LIMIT));
      await chat.client.cms('unbanUser', { user_id: uid });
      expect(await handshake({ token })).toMatchObject({ datas: 'in' });
    });

    it('many over one connection cut it', async () => {
      const socket = await chat.client.connect(uid, here());
      const engine = socket.socket.io.engine;
      const closed = new Promise((resolve) => engine.once('close', resolve));
      for (let index = 0; index < 25; index += 1) engine.write('0/cms,{"token":"x.y.z"}');
      await closed;
    });
  });

  describe('where a socket goes on', () => {
    const ended = (socket: UserSocket) => socket.of<{ error_code: number }>('session:ended');
    const floods = (what: string): number => chat.log.filter(({ msg }) => String(msg).startsWith(what)).length;
    const dispatched = (socket: UserSocket, count: number) => {
      for (let index = 0; index < count; index += 1) socket.socket.emit('no:such');
    };

    it('are refused a hundred times; then it is told so and cut, and its user’s other devices are not', async () => {
      const [socket, other] = [await chat.client.connect(uid), await chat.client.connect(uid)];
      dispatched(socket, LIMIT - 3 + REFUSED);
      expect(await socket.emit('no:such')).toMatchObject({ error_code: 10005 });
      dispatched(socket, 1);
      await socket.until('the end', ({ socket: { connected } }) => !connected);
      expect(ended(socket)).toMatchObject([{ error_code: 10005 }]);
      expect(other.socket.connected).toBe(true);
      expect(ended(other)).toEqual([]);
    });

    it('end with its connection, also where it does not hang up by itself', async () => {
      const token = await chat.client.token(uid);
      const report = await flood({
        url: chat.client.url,
        token,
        packets: ['420["no:such"]'],
        perSecond: 5_000,
        seconds: 30,
        cuts: 3,
      });
      expect(report.heard).toContain('"error_code":10005');
      // Whoever comes back is refused at the door, and what they send then ends their connection, too.
      expect(report.refused).toBeGreaterThan(0);
      expect(report.cutAfterMs).toHaveLength(3);
      // Thirty seconds are what ws waits for a closing handshake.
      expect(Math.max(...report.cutAfterMs)).toBeLessThan(10_000);
      expect(floods('Flood of events')).toBeGreaterThan(0);
    }, 60_000);

    it.each([
      ['answers to what nobody asked', '43999[]'],
      ['namespaces that do not exist', '40/no-such,'],
      ['pongs', '3'],
    ])(
      'count as packets of its connection even if they are no events: %s',
      async (_what, packet) => {
        const token = await chat.client.token(uid);
        const before = floods('Flood of packets');
        const report = await flood({
          url: chat.client.url,
          token,
          packets: [packet],
          perSecond: 20_000,
          seconds: 30,
          cuts: 1,
        });
        expect(report.cutAfterMs).toHaveLength(1);
        expect(floods('Flood of packets')).toBeGreaterThan(before);
      },
      60_000,
    );
  });
});
