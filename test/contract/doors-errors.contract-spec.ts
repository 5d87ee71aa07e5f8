import { HttpException } from '@nestjs/common';
import { connect } from 'node:net';
import { QueryFailedError } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/common/errors/app-error.js';
import { pause } from '../../src/common/async/pause.js';
import { SendMessageService } from '../../src/messaging/send/send-message.service.js';
import { UserService } from '../../src/users/user.service.js';
import { FailureLog } from '../../src/wire/failure-log.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../support/chat/chat-client.js';
import { UserSocket } from '../support/chat/user-socket.js';
import { type RawAnswer, sendRaw } from './bad-values/raw-http.js';
import { forge } from './bad-values/tokens.js';

const SECRET = 'SELECT password FROM users';
const SQL = new QueryFailedError(SECRET, ['parameter'], new Error('ER_PARSE_ERROR at /srv/chat/dist/x.js:1:2'));
const withCode = (code: string): Error => Object.assign(new Error(`${SECRET} 10.0.0.7:3306`), { code });

type Line = Record<string, unknown>;

/** What is thrown deep inside, and what every door makes of it. */
const THROWN: readonly [name: string, code: number, status: number, retry: boolean, thrown: unknown][] = [
  ['an unexpected error', 10500, 500, false, new Error(SECRET)],
  ['a failed query', 10500, 500, false, SQL],
  ['an error of Node', 10500, 500, false, withCode('ENOENT')],
  ['text', 10500, 500, false, SECRET],
  ['nothing', 10500, 500, false, undefined],
  ['null', 10500, 500, false, null],
  ['an object that looks like an answer', 10500, 500, false, { datas: 1, statusCode: 200, message: SECRET }],
  ['an error that wants its own status', 10500, 500, false, Object.assign(new Error(SECRET), { statusCode: 502 })],
  ['an HttpException', 10003, 403, false, new HttpException({ secret: SECRET }, 403)],
  ['an HttpException of the server', 10500, 500, false, new HttpException(SECRET, 500)],
  ['a rule', 20003, 403, false, new AppError(20003)],
  ['a refused connection', 10007, 503, true, withCode('ECONNREFUSED')],
  ['a full disk', 10007, 503, true, withCode('SQLITE_FULL')],
  ['a dead-lock', 10007, 503, true, withCode('ER_LOCK_DEADLOCK')],
  ['a limit', 10005, 429, true, new AppError(10005, undefined, 7)],
];

describe('What is thrown', () => {
  let chat: ChatApp;
  let socket: UserSocket;
  let token: string;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1);
    token = forge();
    socket = await chat.client.connect(1);
  });
  afterAll(() => chat.close());
  afterEach(() => vi.restoreAllMocks());

  const send = (): Promise<RawAnswer> =>
    sendRaw(chat.client.url, {
      method: 'POST',
      path: `${BASE_PATH}/message/sendMessage`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to_uid: 1, message: textMessage('x') }),
    });
  // Of these the guard asks for the caller; a send asks itself.
  const look = (): Promise<RawAnswer> =>
    sendRaw(chat.client.url, {
      method: 'GET',
      path: `${BASE_PATH}/user/getUserInfo?user_id=1`,
      headers: { authorization: `Bearer ${token}` },
    });
  const sync = (): Promise<object> => socket.emit('message:sync', { known: {} });
  const unexpected = (): Line[] => chat.log.filter(({ level }) => level === 50);
  const emit = (): Promise<object> => socket.emit('message:send', { to_uid: 1, message: textMessage('x') });
  const knock = (): Promise<unknown> =>
    UserSocket.connect(chat.client.url, { token }).then(
      () => 'let in',
      (error: unknown) => (error as { data: unknown }).data,
    );

  it.each(THROWN)('%s is one and the same %i over HTTP, in an acknowledgement and in the handshake', async (...row) => {
    const [, code, status, retry, thrown] = row;
    // Asked by the guard of calls, the guard of events and the handshake alike.
    const isActive = vi.spyOn(chat.app.get(UserService), 'isActive').mockRejectedValue(thrown);
    const answer = await look();
    const acknowledged = await sync();
    const refused = await knock();
    expect(isActive).toHaveBeenCalledTimes(3);

    const { body } = answer;
    expect(body).toEqual({ error_code: code, error_msg: expect.stringMatching(/^[\u4e00-\u9fff]/) });
    expect(acknowledged).toEqual({ status: 0, ...body });
    expect(refused).toEqual(body);
    expect(answer.status).toBe(status);
    expect(answer.headers['retry-after']).toEqual(retry ? expect.stringMatching(/^[1-9]\d*$/) : undefined);
    expect(answer.headers['x-request-id']).toBeTruthy();
    expect(JSON.stringify([answer, acknowledged, refused])).not.toMatch(/SELECT|stack|\.[jt]s:|srv|3306|secret|ER_/i);
  });

  it('of a 10500 the operator finds the cause in the log, by the request id', async () => {
    vi.spyOn(chat.app.get(SendMessageService), 'send').mockRejectedValue(new Error('the cause'));
    const { headers, body } = await send();
    expect(body.error_code).toBe(10500);
    const lines = chat.log.filter((line) => line.request_id === headers['x-request-id'] && line.err !== undefined);
    expect(lines).toMatchObject([{ level: 50, err: { message: 'the cause', stack: expect.any(String) } }]);
    const before = unexpected().length;
    expect(await emit()).toMatchObject({ error_code: 10500 });
    expect(unexpected().slice(before)).toMatchObject([{ door: 'event', err: { message: 'the cause' } }]);
  });

  it('a result that is no JSON is a 10500 over HTTP', async () => {
    vi.spyOn(chat.app.get(SendMessageService), 'send').mockResolvedValue(1n as unknown as number);
    expect((await send()).body).toMatchObject({ error_code: 10500 });
  });

  it('a result that is no JSON is a 10500 in an acknowledgement, and its cause in the log', async () => {
    vi.spyOn(chat.app.get(SendMessageService), 'send').mockResolvedValue(1n as unknown as number);
    const before = unexpected().length;
    expect(await emit()).toMatchObject({ error_code: 10500 });
    expect(unexpected().slice(before)).toMatchObject([{ door: 'event', err: { type: 'TypeError' } }]);
  });

  it('of 10007s the operator finds a cause in the log, once a second, and how many there were', async () => {
    const told = (): Line[] => chat.log.filter(({ msg }) => msg === 'Storage unavailable');
    // What earlier tests left out is told at the end of its second.
    await quietFor(1_100, told);
    const before = told().length;
    vi.spyOn(chat.app.get(UserService), 'isActive').mockRejectedValue(withCode('ECONNREFUSED'));
    const { headers } = await look();
    for (const ask of [sync, look, knock]) await ask();
    await expect.poll(() => told().length, { timeout: 3_000 }).toBe(before + 2);
    const err = { code: 'ECONNREFUSED', stack: expect.any(String) };
    const [first, last] = told().slice(before);
    expect(first).toMatchObject({ level: 40, door: 'http', request_id: headers['x-request-id'], err });
    expect(first).not.toHaveProperty('suppressed');
    expect(last).toMatchObject({ level: 40, door: 'handshake', err, suppressed: 2 });
  });

  it('a body that breaks off is the caller’s fault, and no storage that is away', async () => {
    const report = vi.spyOn(chat.app.get(FailureLog), 'report');
    breakOff(chat.client.url, token);
    await expect.poll(() => report.mock.calls.map(([{ code }]) => code)).toEqual([10000]);
  });

  it('nothing is left over: the next call works', async () => {
    expect((await send()).body.datas).toBeGreaterThan(0);
    expect(await emit()).toMatchObject({ datas: expect.any(Number) });
    expect(await knock()).toBe('let in');
  });
});

/** Waits until nothing was added for so long. */
async function quietFor(ms: number, lines: () => readonly unknown[]): Promise<void> {
  for (let before = -1; before !== lines().length;) {
    before = lines().length;
    await pause(ms);
  }
}

/** Begins to send, and goes away within the body. */
function breakOff(url: string, token: string): void {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = [
    `POST ${BASE_PATH}/message/sendMessage HTTP/1.1`,
    'Host: chat',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    'Content-Length: 1000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n{`, () => socket.destroy());
}
