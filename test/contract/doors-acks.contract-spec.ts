import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';

const KIB = 1024;

describe('Every acknowledgement', () => {
  let chat: ChatApp;
  let socket: UserSocket;
  let english: UserSocket;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());
  beforeEach(async () => {
    socket = await chat.client.connect(1);
    english = await chat.client.connect(1, { extraHeaders: { 'Accept-Language': 'fr, en;q=0.5' } });
  });
  afterEach(() => {
    socket.close();
    english.close();
  });

  const note = (text: string): object => ({ to_uid: 1, message: textMessage(text) });
  const send = (text: string): Promise<number> => socket.emit<number>('message:send', note(text)).then(datasOf);

  async function expectRefusal(code: number, event: string, ...args: unknown[]): Promise<void> {
    const zh = await socket.emit(event, ...args);
    expect(zh).toEqual({ status: 0, error_code: code, error_msg: expect.stringMatching(/^[\u4e00-\u9fff]{2,}/) });
    const en = await english.emit(event, ...args);
    expect(en).toEqual({ status: 0, error_code: code, error_msg: expect.stringMatching(/^[A-Z][\x20-\x7e]+$/) });
    // The connection goes on.
    expect(await send('still here')).toBeGreaterThan(0);
  }

  it.each(['nope', 'message', 'session:ended', 'error', 'toString', '__proto__', 'then', '', 'message:send '])(
    'of an unknown event %j is a 10004',
    (event) => expectRefusal(10004, event, {}),
  );

  it('of an event over 128 KiB is a 10006', async () => {
    await expectRefusal(10006, 'message:send', note('x'.repeat(128 * KIB)));
    await expectRefusal(10006, 'message:send', note('好'.repeat(44 * KIB)));
    await expectRefusal(10006, 'message:send', note('x'), 'y'.repeat(130 * KIB));
  });

  it('of an event over 128 KiB that carries bytes is a 10006', async () => {
    const bytes = Buffer.from('a');
    await expectRefusal(10006, 'message:send', { ...note('x'.repeat(130 * KIB)), bytes });
    await expectRefusal(10006, 'message:send', { ...note('x'), bytes: Buffer.alloc(130 * KIB) });
  });

  it('of an event below 128 KiB is not', async () => {
    await expectRefusal(10000, 'message:send', note('x'.repeat(127 * KIB)));
  });

  it('of message:sync is no 10006 before 1 MiB', async () => {
    expect((await socket.emit('message:sync', { known: 'x'.repeat(900 * KIB) })).error_code).not.toBe(10006);
  });

  it.each<[string, unknown[]]>([
    ['no argument', []],
    ['two arguments', [note('x'), {}]],
    ['three arguments', [note('x'), note('x'), null]],
    ['null', [null]],
    ['text', ['x']],
    ['a list', [[note('x')]]],
    ['bytes', [Buffer.from('{}')]],
    ['bytes in place of a parameter', [{ ...note('x'), message: Buffer.from('{}') }]],
    ['an empty object', [{}]],
  ])('of %s is a 10000', (_, args) => expectRefusal(10000, 'message:send', ...args));

  it('may be left out: nothing breaks, and what follows is answered in order', async () => {
    const before = socket.of('exception').length;
    socket.socket.emit('message:send', note('first'));
    socket.socket.emit('message:send', { bad: true });
    socket.socket.emit('nope');
    socket.socket.emit('message:send');
    socket.socket.emit('message:send', note('x'), note('x'));
    socket.socket.emit('message:send', note('x'.repeat(130 * KIB)));
    await send('last');
    const history = await chat.client.as(1).get<{ messages: { body: object }[] }>('message/getHistory', {
      conversation_id: 'u:1',
      limit: 2,
    });
    expect(datasOf(history).messages.map(({ body }) => body)).toEqual([{ text: 'first' }, { text: 'last' }]);
    // Nest's own way to report errors, which the contract does not know.
    expect(socket.of('exception')).toHaveLength(before);
  });

  it('comes once, in the order of the events', async () => {
    const codes: unknown[] = [];
    const answers = [note('a'), {}, note('b'), null, note('c')].map((data, index) =>
      socket.emit('message:send', data).then(({ error_code }) => codes.push([index, error_code])),
    );
    await Promise.all(answers);
    expect(codes).toEqual([0, 1, 2, 3, 4].map((index) => [index, index % 2 ? 10000 : undefined]));
  });

  it('cannot come where the event is over 1 MiB: the connection ends, and only that one', async () => {
    socket.socket.emit('message:send', note('x'.repeat(1100 * KIB)));
    await socket.until('the end of the connection', () => socket.socket.disconnected);
    expect(await english.emit('nope')).toMatchObject({ error_code: 10004 });
    socket = await chat.client.connect(1);
    expect(await send('back')).toBeGreaterThan(0);
  });
});
