import { decodeJwt, SignJWT } from 'jose';
import { hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY, TEST_JWT_SECRET } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { TRANSPORTS } from '../support/chat/target.js';
import { type Push, type SocketOptions, UserSocket } from '../support/chat/user-socket.js';
import { OperatorClient } from './support/operators.js';
import { inSeconds } from './support/tokens.js';

const NEW_PASSWORD = 'zhang-yang-lu-1688';
const ORIGIN = 'https://cms.example';

interface Progress {
  readonly msg_id: number;
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  readonly state: string;
}

describe('The namespace /cms', () => {
  let chat: ChatApp;
  let boss: OperatorClient;
  let lin: OperatorClient;

  beforeAll(async () => {
    chat = await startChat({ ALLOWED_ORIGINS: ORIGIN });
    await chat.client.importUsers(...Array.from({ length: 30 }, (_, index) => index + 1));
    for (const service_id of [111, 112])
      datasOf(
        await chat.client.cms('saveServiceAccount', { service_id, nickname: `account ${service_id}`, photo: '' }),
      );
    boss = await OperatorClient.create(chat.client, 'boss', 'admin');
    lin = await OperatorClient.create(chat.client, 'lin', 'operator');
    await assign(lin, 111);
  });
  afterAll(() => chat.close());

  const assign = async ({ username }: OperatorClient, service_id: number, assigned: 0 | 1 = 1): Promise<void> => {
    datasOf(await boss.post('assignOperator', { username, service_id, assigned }));
  };
  const connect = ({ token }: OperatorClient, options?: SocketOptions): Promise<UserSocket> =>
    chat.client.connectCms({ token }, options);
  const write = async (uid: number, service: number, text: string): Promise<number> =>
    datasOf(await chat.client.as(uid).sendToGroup(4, service, text));
  const push = async (service_id: number, user_id: number[]): Promise<number> => {
    const parameters = { service_id, user_id, msg_type: 1, message: { text: 'a push' } };
    return datasOf(await boss.post<number>('sendMessage', parameters));
  };
  const progressOf = (socket: UserSocket, msgId: number): Progress[] =>
    socket.of<Progress>('push:progress').filter(({ msg_id }) => msg_id === msgId);
  const textsOf = (socket: UserSocket): unknown[] => socket.messages.map(({ body }) => body.text);
  /** After a message that reaches the socket whatever else does: what was to come before it has come. */
  const caughtUp = async (socket: UserSocket, uid: number, service: number): Promise<void> => {
    await socket.message(await write(uid, service, 'the last word'));
  };
  /** Whether the socket is told of what is written to an account; `other` is one that it is told of in any case. */
  const hears = async (socket: UserSocket, uid: number, service: number, other: number): Promise<boolean> => {
    const id = await write(uid, service, 'do you hear?');
    await caughtUp(socket, uid, other);
    return socket.messages.some(({ msg_id }) => msg_id === id);
  };
  const WITHIN_A_SECOND = { timeout: 1_000, interval: 20 };
  const ended = async (socket: UserSocket, error_code: number): Promise<void> => {
    await socket.until('the end', (it) => !it.socket.connected);
    expect(socket.received.at(-1)).toEqual({
      event: 'session:ended',
      payload: { error_code, error_msg: expect.any(String) as string },
    });
  };

  describe('lets in', () => {
    const knock = async (auth: object, options: SocketOptions = {}, namespace = '/cms'): Promise<unknown> => {
      try {
        (await UserSocket.connect(chat.client.url + namespace, auth, options)).close();
        return 'connected';
      } catch (error) {
        return (error as { data?: unknown }).data ?? 'cut off';
      }
    };
    const refused = { error_code: 10001, error_msg: '未登录或登录凭证无效' };
    const signed = (claims: object): Promise<string> =>
      new SignJWT({ sub: decodeJwt(boss.token).sub, aud: 'cms', ver: 0, exp: inSeconds(60), ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new Uint8Array(hkdfSync('sha256', TEST_JWT_SECRET, '', 'anlife-chat cms', 32)));

    it.each(TRANSPORTS)('people by the token of cms/login and servers by the API key, over %s', async (transport) => {
      const options = { transports: [transport] };
      for (const auth of [{ token: lin.token }, { token: boss.token }, { api_key: TEST_API_KEY }])
        expect(await knock(auth, options)).toBe('connected');
      expect(await knock({ token: await signed({}) }, options)).toBe('connected');
    });

    it('nobody else, and says why in the envelope', async () => {
      const bad = [
        {},
        { token: '' },
        { token: 1 },
        { token: null },
        { token: 'x.y.z' },
        { token: `${boss.token}x` },
        { token: await signed({ ver: 1 }) },
        { token: await signed({ aud: 'chat' }) },
        // A user's; and the key where the token belongs.
        { token: await chat.client.token(1) },
        { token: TEST_API_KEY },
        { api_key: `${TEST_API_KEY}x` },
        { api_key: '' },
        { api_key: [TEST_API_KEY] },
        { api_key: boss.token },
        // A wrong key is not made good.
        { api_key: 'wrong', token: boss.token },
      ];
      for (const auth of bad) expect([auth, await knock(auth)]).toEqual([auth, refused]);
      const expired = { token: await signed({ exp: inSeconds(-1) }) };
      expect(await knock(expired)).toEqual({ error_code: 10002, error_msg: '登录凭证已过期' });
      expect(await knock(expired, { extraHeaders: { 'accept-language': 'en' } })).toEqual({
        error_code: 10002,
        error_msg: 'The token has expired',
      });
      expect(await knock({}, { extraHeaders: { authorization: `Bearer ${boss.token}` } })).toEqual(refused);
    });

    it('and the token opens no other namespace', async () => {
      for (const auth of [{ token: boss.token }, { api_key: TEST_API_KEY }]) {
        expect(await knock(auth, {}, '/')).toEqual(refused);
        expect(await knock(auth, {}, '/cms/')).not.toBe('connected');
      }
    });

    it.each(TRANSPORTS)('pages of ALLOWED_ORIGINS only, over %s', async (transport) => {
      const from = (origin: string): Promise<unknown> =>
        knock({ token: boss.token }, { transports: [transport], extraHeaders: { origin } });
      expect(await from(ORIGIN)).toBe('connected');
      for (const origin of ['https://evil.example', `${ORIGIN}.evil.example`, 'null', ''])
        expect(await from(origin)).not.toBe('connected');
    });
  });

  it('shows what users write to the accounts that one serves: all of it, at once, and nothing else', async () => {
    const [operator, admin, key] = await Promise.all([
      connect(lin),
      connect(boss),
      chat.client.connectCms({ api_key: TEST_API_KEY }),
    ]);
    const image = { hash: 'a1', id: 'a1', format: 'PNG', width: 1, height: 2, size: 3, host: 4, exists: 1 };
    const text = datasOf(await chat.client.as(1).sendToGroup(4, 111, 'hello', 'client-1'));
    const device = await chat.client.connect(2);
    const picture = datasOf(
      await device.emit<number>('message:send', {
        send_type: 2,
        to_uid: 111,
        message: { msg_type: '2', body: image },
      }),
    );
    const others = await write(3, 112, 'to the other account');
    // None of these is written to an account.
    datasOf(await chat.client.as(1).send(2, 'between us'));
    await push(111, [1, 2]);
    datasOf(await boss.post('broadcastMessage', { service_id: 111, msg_type: 1, message: { text: 'to all' } }));
    const last = await write(1, 111, 'the last word');
    for (const socket of [operator, admin, key]) {
      await socket.message(last);
      const ids = socket.messages.map(({ msg_id }) => msg_id);
      expect(ids).toEqual(socket === operator ? [text, picture, last] : [text, picture, others, last]);
      expect(socket.messages[0]).toEqual({
        msg_type: '1',
        msg_id: text,
        send_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
        from: { uid: '1', nickname: 'user 1', photo: '' },
        body: { text: 'hello' },
        conversation_id: 's:111',
        seq: 1,
        service_id: 111,
      });
      expect(socket.messages[1]).toMatchObject({
        msg_type: '2',
        from: { uid: '2' },
        body: { pic_small: expect.stringContaining('100x450c') as string },
        service_id: 111,
      });
    }
    expect(operator.received.map(({ event }) => event)).toEqual(['message', 'message', 'message']);
  });

  it('tells that a user took a message back', async () => {
    const [operator, other] = [await connect(lin), await OperatorClient.create(chat.client, 'other', 'operator')];
    const stranger = await connect(other);
    const id = await write(4, 111, 'by mistake');
    await operator.message(id);
    datasOf(await chat.client.as(4).post('message/recallMessage', { msg_id: id }));
    await operator.until('the recall', (it) => it.of('message:recalled').length > 0);
    expect(operator.of('message:recalled')).toEqual([
      { msg_id: id, conversation_id: 's:111', seq: expect.any(Number) as number, service_id: 111 },
    ]);
    expect(stranger.received).toEqual([]);
  });

  it('follows assignments, on connections that are there, within a second', async () => {
    const wang = await OperatorClient.create(chat.client, 'wang', 'operator');
    await assign(wang, 111);
    const socket = await connect(wang);
    const hears112 = (): Promise<boolean> => hears(socket, 5, 112, 111);
    for (let round = 0; round < 2; round += 1) {
      expect(await hears112()).toBe(false);
      await assign(wang, 112);
      await expect.poll(hears112, WITHIN_A_SECOND).toBe(true);
      await assign(wang, 112, 0);
      await expect.poll(hears112, WITHIN_A_SECOND).toBe(false);
    }
    expect(socket.socket.connected).toBe(true);
  });

  it('follows roles: an admin who becomes an operator sees what is assigned', async () => {
    const zhao = await OperatorClient.create(chat.client, 'zhao', 'admin');
    await assign(zhao, 111);
    const socket = await connect(zhao);
    const hears112 = (): Promise<boolean> => hears(socket, 6, 112, 111);
    expect(await hears112()).toBe(true);
    datasOf(await boss.post('updateOperator', { username: 'zhao', role: 'operator' }));
    await expect.poll(hears112, WITHIN_A_SECOND).toBe(false);
    datasOf(await boss.post('updateOperator', { username: 'zhao', role: 'admin' }));
    await expect.poll(hears112, WITHIN_A_SECOND).toBe(true);
  });

  it.each([
    [
      'a password that an admin sets',
      () => boss.post('updateOperator', { username: 'ending', password: NEW_PASSWORD }),
    ],
    ['the operator’s removal', () => boss.post('removeOperator', { username: 'ending' })],
  ])('ends connections within a second of %s, and says so first', async (_what, act) => {
    datasOf(await boss.post('removeOperator', { username: 'ending' }));
    const ending = await OperatorClient.create(chat.client, 'ending', 'operator');
    await assign(ending, 111);
    const [first, second, staying] = await Promise.all([connect(ending), connect(ending), connect(boss)]);
    datasOf(await act());
    const since = Date.now();
    await Promise.all([first, second].map((socket) => ended(socket, 10001)));
    expect(Date.now() - since).toBeLessThan(1_000);
    expect(staying.socket.connected).toBe(true);
    await expect(connect(ending)).rejects.toMatchObject({ data: { error_code: 10001 } });
  });

  it('ends a connection within a second of its token’s exp', async () => {
    const exp = inSeconds(2);
    const token = await new SignJWT({ sub: decodeJwt(lin.token).sub, aud: 'cms', ver: 0, exp })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new Uint8Array(hkdfSync('sha256', TEST_JWT_SECRET, '', 'anlife-chat cms', 32)));
    const socket = await connect(lin.with(token));
    await ended(socket, 10002);
    const late = Date.now() - exp * 1000;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1_000);
  });

  it('takes no events: each is answered with a 10004', async () => {
    const socket = await connect(boss);
    for (const event of ['message:send', 'message:sync', 'message:read', 'join', 'message']) {
      const answer = await socket.emit(event, { to_uid: 1, message: textMessage('x'), room: 'cms:111' });
      expect(answer).toEqual({ status: 0, error_code: 10004, error_msg: expect.any(String) as string });
    }
    socket.socket.emit('without an acknowledgement', 1, 2, 3);
    await caughtUp(socket, 7, 112);
  });

  it('goes beside the default namespace on one connection', async () => {
    const operator = await connect(lin);
    const user = operator.socket.io.socket('/', { auth: { token: await chat.client.token(8) } });
    const messages: Push[] = [];
    user.on('message', (message: Push) => void messages.push(message));
    await expect.poll(() => user.connected).toBe(true);
    const own = datasOf(await chat.client.as(9).send(8, 'for the user'));
    await expect.poll(() => messages.map(({ msg_id }) => msg_id)).toEqual([own]);
    await caughtUp(operator, 9, 111);
    expect(textsOf(operator)).toEqual(['the last word']);
    user.close();
  });

  describe('push:progress', () => {
    const receivers = Array.from({ length: 25 }, (_, index) => index + 1);
    const acknowledge = (uid: number, kind: 'Receive' | 'Read', msg_id: number): Promise<unknown> =>
      chat.client
        .as(uid)
        .post(`message/updateMessage${kind}Status`, { msg_id, status: kind === 'Read' ? 4 : 3 })
        .then(datasOf);

    it.each(['push', 'broadcast'] as const)('follows the receipts of a %s, at most once a second', async (kind) => {
      const [operator, admin] = await Promise.all([connect(lin), connect(boss)]);
      const wang = await OperatorClient.create(chat.client, `stranger-${kind}`, 'operator');
      await assign(wang, 112);
      const stranger = await connect(wang);
      datasOf(await boss.post('addServiceFollowers', { service_id: 111, user_id: receivers }));
      const message = { service_id: 111, msg_type: 1, message: { text: 'progress' } };
      const id =
        kind === 'push' ? await push(111, receivers) : datasOf(await boss.post<number>('broadcastMessage', message));
      const since = Date.now();
      for (const uid of receivers) {
        await acknowledge(uid, 'Receive', id);
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (uid % 2 === 0) await acknowledge(uid, 'Read', id);
      }
      const whole = { msg_id: id, receivers: 25, received: 25, read: 12, state: 'sent' };
      expect(datasOf(await boss.get('getPushProgress', { msg_id: id }))).toEqual(whole);
      for (const socket of [operator, admin]) {
        await socket.until('the end', (it) => progressOf(it, id).some(({ received, read }) => received + read === 37));
        const seen = progressOf(socket, id);
        expect(seen.at(-1)).toEqual(whole);
        expect(seen.length).toBeLessThanOrEqual((Date.now() - since) / 1000);
        const sums = seen.map(({ received, read }) => received + read);
        expect(sums).toEqual([...sums].sort((a, b) => a - b));
      }
      datasOf(await boss.post('recallMessage', { msg_id: id }));
      const recalled = { ...whole, state: 'recalled' };
      for (const socket of [operator, admin]) {
        await socket.until('the recall', (it) => progressOf(it, id).some(({ state }) => state === 'recalled'));
        expect(progressOf(socket, id).at(-1)).toEqual(recalled);
      }
      // Nothing of an account that is not theirs, up to a message of the one that is.
      await caughtUp(stranger, 10, 112);
      expect(stranger.received.map(({ event }) => event)).toEqual(['message']);
    });

    it('says nothing more once all is said: a repeated receipt moves nothing', async () => {
      const operator = await connect(lin);
      const id = await push(111, [1, 2]);
      await acknowledge(1, 'Read', id);
      await operator.until('the progress', (it) => progressOf(it, id).length > 0);
      await acknowledge(1, 'Read', id);
      await acknowledge(1, 'Receive', id);
      const later = await push(111, [1]);
      await acknowledge(1, 'Read', later);
      await operator.until('the later one', (it) => progressOf(it, later).length > 0);
      expect(progressOf(operator, id)).toHaveLength(1);
    });
  });
});
