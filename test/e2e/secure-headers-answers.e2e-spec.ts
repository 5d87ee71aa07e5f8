import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HandshakeQueue } from '../../src/realtime/handshake-queue.js';
import { type RawAnswer, sendRaw } from '../contract/bad-values/raw-http.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../support/chat/chat-client.js';
import { SECURE_HEADERS } from '../support/secure-headers.js';
import { hold } from './metrics/scene.js';
import { POLL, SOCKET, UPGRADE } from './support/sessions.js';

const LIMIT = 30;
const GOOD = 'https://app.example';
const SEND = `${BASE_PATH}/message/sendMessage`;

type Head = Pick<RawAnswer, 'status' | 'headers'>;
type Way = (chat: ChatApp, token: string) => Promise<Head>;

const ask =
  (path: string, init: RequestInit = {}): Way =>
  async ({ client }) => {
    const { status, headers, body } = await fetch(`${client.url}${path}`, init);
    await body?.cancel();
    return { status, headers: Object.fromEntries(headers) };
  };

const send = (token: string, body: object): RequestInit => ({
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const preflight: RequestInit = {
  method: 'OPTIONS',
  headers: { origin: GOOD, 'access-control-request-method': 'POST' },
};

/** A WebSocket that is asked for at a path, and what it is refused with. */
const upgrade =
  (path: string, headers: Record<string, string> = {}): Way =>
  async ({ client }) => {
    const outgoing = request(`${client.url}${path}`, { agent: false, headers: { ...UPGRADE, ...headers } }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return { status: response.statusCode ?? 0, headers: response.headers };
  };

/** Where the line of handshakes is long, and no session is opened. */
const whereLong =
  (way: Way): Way =>
  async (chat, token) => {
    const isLong = vi.spyOn(chat.app.get(HandshakeQueue), 'isLong', 'get').mockReturnValue(true);
    try {
      return await way(chat, token);
    } finally {
      isLong.mockRestore();
    }
  };

/** An answer of each kind, whoever writes it: the handlers, Fastify, engine.io, or engine.io past HTTP. */
const ANSWERS: readonly (readonly [status: number, of: string, way: Way])[] = [
  [200, 'a call', (chat, token) => ask(SEND, send(token, { to_uid: 2, message: textMessage('hello') }))(chat, token)],
  [200, '/metrics', ask('/metrics')],
  [200, '/readyz', ask('/readyz')],
  [204, 'a CORS preflight', ask(SEND, preflight)],
  [
    413,
    'a body that is too large',
    (chat, token) => ask(SEND, send(token, { padding: 'x'.repeat(200_000) }))(chat, token),
  ],
  [
    503,
    'a send that the storage does not take in time',
    async (chat, token) => {
      const held = await hold(chat, 'u:1:2');
      try {
        return await ask(SEND, send(token, { to_uid: 2, message: textMessage('held') }))(chat, token);
      } finally {
        await held.release();
      }
    },
  ],
  [200, 'a session that polls', ask(POLL)],
  [204, 'a CORS preflight of sockets', ask(POLL, preflight)],
  [400, 'an unknown session', ask(`${POLL}&sid=none`)],
  [400, 'an unknown transport', ask('/socket.io/?EIO=4&transport=pigeon')],
  [403, 'a poll of another origin', ask(POLL, { headers: { origin: 'https://evil.example' } })],
  [503, 'one poll too many', whereLong(ask(POLL))],
  [400, 'a WebSocket of another origin', upgrade(SOCKET, { origin: 'https://evil.example' })],
  [503, 'one WebSocket too many', whereLong(upgrade(SOCKET))],
  [400, 'a WebSocket of an unknown session', upgrade(`${SOCKET}&sid=none`)],
  [
    429,
    'one call too many',
    async (chat, token) => {
      for (let call = 0; call < LIMIT; call += 1) await ask(SEND, send('x.y.z', {}))(chat, token);
      return ask(SEND, send('x.y.z', {}))(chat, token);
    },
  ],
];

describe('The headers that keep browsers from making something of an answer', () => {
  let chat: ChatApp;
  let token: string;

  beforeAll(async () => {
    chat = await startChat({ RATE_LIMIT: String(LIMIT), ALLOWED_ORIGINS: GOOD });
    await chat.client.importUsers(1, 2);
    await chat.client.as(1).send(2, 'before');
    token = await chat.client.token(1);
  });
  afterAll(() => chat.close());

  it.each(ANSWERS)('are those of a %i: %s', async (status, _of, way) => {
    const answer = await way(chat, token);
    expect([answer.status, answer.headers]).toEqual([status, expect.objectContaining(SECURE_HEADERS)]);
    expect([answer.headers.server, answer.headers['x-powered-by']]).toEqual([undefined, undefined]);
  });

  it('leave what engine.io says as it was', async () => {
    const refusal = await sendRaw(chat.client.url, { path: `${POLL}&sid=none` });
    expect(refusal).toMatchObject({
      headers: { 'content-type': 'application/json' },
      body: { message: 'Session ID unknown' },
    });
    // Said once.
    expect((await ask(POLL)(chat, token)).headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=UTF-8',
    });
  });
});
