import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { Random } from '../support/rounds/random.js';
import { CVE_PACKETS, mutated, ODD_PACKETS } from './attacks/frames.js';
import { RawSocket } from './attacks/raw-socket.js';

const SEED = Number(process.env.TEST_SEED ?? Random.freshSeed());
/** In all. */
const FRAMES = Number(process.env.TEST_FRAMES ?? 5_000);
/** Few, for one that is no good ends its connection. */
const OVER_ONE = 20;

const [ANN, BERT, MALLORY] = [1, 2, 3];
const NOTE = JSON.stringify({ to_uid: ANN, message: textMessage('from who was not let in') });

let chat: ChatApp;
let ann: UserSocket;
let mallory: string;
const opened: RawSocket[] = [];

beforeAll(async () => {
  chat = await startChat();
  await chat.client.importUsers(ANN, BERT, MALLORY);
  mallory = await chat.client.token(MALLORY);
  ann = await chat.client.connect(ANN);
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});
afterAll(() => chat.close());

async function enter(): Promise<RawSocket> {
  const socket = await RawSocket.enter(chat.client.url, mallory);
  opened.push(socket);
  return socket;
}

async function open(query?: string): Promise<RawSocket> {
  const socket = await RawSocket.open(chat.client.url, query);
  opened.push(socket);
  return socket;
}

/** That the other one goes on as if nothing had been: told and answered. */
async function expectOthersServed(): Promise<void> {
  expect(ann.socket.connected).toBe(true);
  const id = datasOf(await chat.client.as(BERT).send(ANN, 'still there?'));
  await ann.message(id);
  expect(datasOf(await ann.emit('message:received', { msg_id: id, status: 3 }))).toBe(1);
}

/** All was read that was written: it is answered behind it, or the connection was ended. */
async function settled(socket: RawSocket): Promise<'closed' | 'open'> {
  socket.send('42987654["are:we:there:yet"]');
  await expect
    .poll(() => socket.isClosed || socket.received.includes('43987654['), { timeout: 10_000, interval: 2 })
    .toBe(true);
  return socket.isClosed ? 'closed' : 'open';
}

describe('Packets that no client sends', () => {
  let stored: unknown;
  const conversations = async (): Promise<unknown> =>
    datasOf(await chat.client.as(MALLORY).get('message/getConversationList'));
  beforeEach(async () => {
    stored = await conversations();
  });
  afterEach(async () => {
    expect(await conversations()).toEqual(stored);
    await expectOthersServed();
  });

  it.each(ODD_PACKETS)('%s ends the connection at the most, and no other', async (_name, packets) => {
    const socket = await enter();
    for (const packet of packets) socket.send(packet);
    await settled(socket);
  });

  it.each(CVE_PACKETS)('CVE: %s leaves the server as it was', async (_name, packets) => {
    for (let round = 0; round < 5; round += 1) {
      const socket = await enter();
      for (const packet of packets) socket.send(packet);
      await settled(socket);
    }
  });

  it('CVE: an upgrade by another version of the protocol leaves the server as it was', async () => {
    for (const version of ['EIO=3', 'EIO=5', 'EIO=', 'EIO=4&EIO=3', 'x=1', 'EIO=__proto__']) {
      const socket = await open(version);
      socket.send('40');
      socket.close();
    }
    const opening = await fetch(`${chat.client.url}/socket.io/?EIO=4&transport=polling`);
    const sid = /"sid":"([^"]+)"/.exec(await opening.text())?.[1];
    for (const version of ['EIO=3', 'EIO=4', 'EIO=4&EIO=3']) {
      const socket = await open(`${version}&sid=${sid}`);
      for (const packet of ['2probe', '5', '42["x"]']) socket.send(packet);
      socket.close();
    }
  });

  it('CVE: bytes posted to a poll, and polls of nobody, leave the server as it was', async () => {
    const url = `${chat.client.url}/socket.io/?EIO=4&transport=polling`;
    const sid = /"sid":"([^"]+)"/.exec(await (await fetch(url)).text())?.[1];
    const post = async (query: string, type: string, body: string | Buffer): Promise<number> =>
      (await fetch(`${url}${query}`, { method: 'POST', headers: { 'content-type': type }, body })).status;
    const statuses = [
      await post(`&sid=${sid}`, 'application/octet-stream', Buffer.alloc(50_000, 0x34)),
      await post(`&sid=${sid}`, 'text/plain', '42["x"]\u001e'.repeat(1000)),
      await post(`&sid=${sid}`, 'text/plain', 'bnot base64'),
      await post('&sid=__proto__', 'text/plain', '40'),
      await post('&sid=nobody', 'text/plain', '40'),
      await post('', 'text/plain', '40'),
    ];
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
  });

  it.each([
    ['a reserved bit', 0xc1],
    ['a reserved kind', 0x83],
    ['a continuation of nothing', 0x80],
    ['a text that never ends', 0x01],
    ['a close of one byte', 0x88],
    ['a ping of 126 bytes', 0x89],
  ])('a frame with %s ends the connection at the most, and no other', async (_name, first) => {
    const socket = await enter();
    socket.sendFrame(first, Buffer.alloc(first === 0x88 ? 1 : 126, 0x41));
    // A text that goes on with another text, where that is what is wrong.
    socket.sendFrame(0x01, Buffer.from('42["x"]'));
    await socket.untilClosed();
  });

  it('a frame without a mask, and one that says it is 8 EB long, end the connection', async () => {
    for (const bytes of ['\x81\x0542["x"]', `\x81\xff\x7f${'\xff'.repeat(7)}\0\0\0\0`]) {
      const socket = await enter();
      socket.write(Buffer.from(bytes, 'latin1'));
      await socket.untilClosed();
    }
  });

  it('text that is no UTF-8 ends the connection', async () => {
    const socket = await enter();
    socket.sendFrame(0x81, Buffer.from('42["\xff\xfe"]', 'latin1'));
    await socket.untilClosed();
  });

  it(
    `that are random end no other connection, and no server (${FRAMES} frames, TEST_SEED=${SEED})`,
    async () => {
      const random = new Random(SEED);
      for (let sent = 0; sent < FRAMES;) {
        const socket = await enter();
        for (let count = 0; count < OVER_ONE && !socket.isClosed; count += 1, sent += 1) {
          const packet = mutated(random);
          // What may be a good message is one.
          if (/message:send"/.test(packet.toString('utf8'))) continue;
          socket.send(packet);
        }
        await settled(socket);
        socket.close();
      }
    },
    30_000 + 5 * FRAMES,
  );
});

describe('An event', () => {
  const MEMBERS = Object.getOwnPropertyNames(Object.prototype);

  it.each([...MEMBERS, 'prototype', 'then', 'length', 'name', 'emit', 'on', 'join', 'leave', 'disconnect '])(
    'an event named %s is a 10004, with and without a payload',
    async (name) => {
      const socket = await chat.client.connect(MALLORY);
      for (const args of [[], [{}], [null], [{ __proto__: { a: 1 } }]])
        expect(await socket.emit(name, ...args)).toMatchObject({ error_code: 10004 });
      socket.close();
    },
  );

  it('events before the handshake, or after its refusal, do nothing', async () => {
    const before = await open();
    before.send(`42["message:send",${NOTE}]`);
    const refused = await open();
    refused.send('40{"token":"x.y.z"}');
    await refused.until(/44\{/);
    refused.send(`42["message:send",${NOTE}]`);
    const elsewhere = await open();
    elsewhere.send('40/cms,{"token":"x.y.z"}');
    await elsewhere.until(/44\/cms/);
    elsewhere.send(`42/cms,["message:send",${NOTE}]`);
    elsewhere.send(`42["message:send",${NOTE}]`);
    // None of the three stays for longer than a handshake may take.
    for (const socket of [before, refused, elsewhere]) await socket.untilClosed();
    expect(ann.messages.filter(({ body }) => body['text'] === 'from who was not let in')).toEqual([]);
    await expectOthersServed();
  });

  it('no event and no payload puts a socket into a room', async () => {
    await chat.client.saveGroup(1, 7, [ANN, BERT]);
    const uid = { uid: ANN, user_id: ANN, sub: String(ANN) };
    const rooms = ['u:1', 'user:1', '1', 'g:1:7', 'group:1:7', 'cms', '*'];
    const socket = await chat.client.connect(MALLORY, { query: { ...uid, room: 'u:1' } } as object);
    for (const event of ['join', 'subscribe', 'room', 'enter', 'message:subscribe', 'group:join', 'message'])
      for (const room of rooms)
        for (const payload of [room, { room, rooms, ...uid }])
          expect(await socket.emit(event, payload)).toMatchObject({ error_code: 10004 });
    for (const room of rooms)
      await socket.emit('message:send', {
        to_uid: MALLORY,
        message: textMessage('note'),
        room,
        rooms,
        to: room,
        ...uid,
      });
    const known = socket.received.length;
    const direct = datasOf(await chat.client.as(BERT).send(ANN, 'for ann alone'));
    const inGroup = datasOf(await chat.client.as(BERT).sendToGroup(1, 7, 'for the group alone'));
    await ann.message(direct);
    await ann.message(inGroup);
    await socket.emit('message:sync', { known: {} });
    expect(socket.received.slice(known)).toEqual([]);
    expect(JSON.stringify(socket.received)).not.toContain('alone');
    socket.close();
  });
});
