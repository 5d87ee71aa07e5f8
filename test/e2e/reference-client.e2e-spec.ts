import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError, storageUnavailable } from '../../src/common/errors/app-error.js';
import { ReceiptService } from '../../src/messaging/receipts/receipt.service.js';
import { SyncService } from '../../src/messaging/sync/sync.service.js';
import { ConnectionRegistry } from '../../src/realtime/connection-registry.js';
import { MessageDelivery } from '../../src/realtime/message-delivery.js';
import { betweenUsers } from '../../src/timeline/conversation-target.js';
import { TimelineWriter } from '../../src/timeline/writer/timeline-writer.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { ReferenceClient } from '../support/reference-client/reference-client.js';
import { appendMany } from '../support/rounds/append-many.js';

const SOURCE = join(import.meta.dirname, '../support/reference-client/reference-client.ts');
/** A gap is synced after one to two seconds, a connection comes back after a quarter of a second to a second. */
const SOON = { timeout: 10_000, interval: 20 };

describe('The reference client', () => {
  let chat: ChatApp;
  const clients: ReferenceClient[] = [];
  let uid = 0;

  beforeAll(async () => {
    chat = await startChat();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.stop();
  });
  afterAll(() => chat.close());

  /** New users for each test, so that nothing is there before. */
  const users = async (count: number): Promise<number[]> => {
    const uids = Array.from({ length: count }, () => (uid += 1));
    await chat.client.importUsers(...uids);
    return uids;
  };
  const start = async (of: number, receiptsEveryMs?: number): Promise<ReferenceClient> => {
    const token = await chat.client.token(of);
    const options = { url: chat.client.url, token, uid: of };
    const client = new ReferenceClient(receiptsEveryMs === undefined ? options : { ...options, receiptsEveryMs });
    clients.push(client);
    await client.start();
    return client;
  };
  const textsOf = (client: ReferenceClient, conversation: string): unknown[] =>
    (client.conversations.get(conversation)?.messages ?? []).map(({ body }) => body.text);
  const cut = (of: number): void => {
    for (const { socket } of chat.app.get(ConnectionRegistry).of(of)) socket.conn.close();
  };
  /** Replaces what is pushed until it is told to stop. */
  const instead = (deliver: (push: () => void, seq: number) => void): (() => void) => {
    const delivery = chat.app.get(MessageDelivery);
    const original = delivery.deliver.bind(delivery);
    delivery.deliver = (server, event) => deliver(() => original(server, event), event.message.seq);
    return () => void (delivery.deliver = original);
  };

  it('is under 200 lines, and needs nothing but socket.io-client', () => {
    const source = readFileSync(SOURCE, 'utf8');
    expect(source.trimEnd().split('\n').length).toBeLessThan(200);
    expect([...source.matchAll(/from '(.*)'/g)].map(([, name]) => name)).toEqual(['socket.io-client']);
  });

  it('has everything in order, its own messages too, with no sync but the first', async () => {
    const [one = 0, two = 0] = await users(2);
    await chat.client.saveGroup(1, one, [one, two]);
    const [a, b] = [await start(one), await start(two)];
    const sends = Array.from({ length: 60 }, (_, index) =>
      (index % 2 === 0 ? a : b).send(
        index % 3 === 0 ? `g:1:${one}` : `u:${index % 2 === 0 ? two : one}`,
        `text ${index}`,
      ),
    );
    const ids = await Promise.all(sends);
    expect(new Set(ids).size).toBe(60);
    const all = (client: ReferenceClient, conversation: string, length: number) =>
      expect.poll(() => textsOf(client, conversation).length, SOON).toBe(length);
    await Promise.all([
      all(a, `g:1:${one}`, 20),
      all(b, `g:1:${one}`, 20),
      all(a, `u:${two}`, 40),
      all(b, `u:${one}`, 40),
    ]);
    expect(textsOf(a, `g:1:${one}`)).toEqual(textsOf(b, `g:1:${one}`));
    expect(textsOf(a, `u:${two}`)).toEqual(textsOf(b, `u:${one}`));
    for (const { counts } of [a, b])
      expect(counts).toMatchObject({ pushes: 60, duplicates: 0, gaps: 0, syncs: 1, repeats: 0 });
  });

  it('finds a lost push behind a gap of a second, and keeps the order', async () => {
    const [one = 0, two = 0] = await users(2);
    const [a, b] = [await start(one), await start(two)];
    const restore = instead((push, seq) => seq !== 2 && push());
    const since = performance.now();
    for (const text of ['first', 'lost', 'third']) await a.send(`u:${two}`, text);
    restore();
    await a.send(`u:${two}`, 'fourth');
    expect(textsOf(b, `u:${one}`)).not.toContain('third');
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual(['first', 'lost', 'third', 'fourth']);
    expect(performance.now() - since).toBeGreaterThan(950);
    expect(b.counts).toMatchObject({ pushes: 3, duplicates: 0, gaps: 1, syncs: 2 });
  });

  it('drops what is pushed twice, and takes what is pushed out of order without a sync', async () => {
    const [one = 0, two = 0] = await users(2);
    const b = await start(two);
    const held: (() => void)[] = [];
    const restore = instead((push, seq) => {
      if (seq === 2) held.push(push);
      else push();
      if (seq === 3) for (const late of [...held, ...held]) late();
    });
    for (const text of ['first', 'second', 'third']) datasOf(await chat.client.as(one).send(two, text));
    await expect.poll(() => b.counts.pushes, SOON).toBe(4);
    restore();
    expect(textsOf(b, `u:${one}`)).toEqual(['first', 'second', 'third']);
    expect(b.counts).toMatchObject({ duplicates: 1, gaps: 1, syncs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(b.counts.syncs).toBe(1);
  });

  it('comes back after its connection broke, and has what was sent meanwhile', async () => {
    const [one = 0, two = 0] = await users(2);
    const b = await start(two);
    for (let round = 1; round <= 3; round += 1) {
      cut(two);
      datasOf(await chat.client.as(one).send(two, `while away ${round}`));
      const known = Array.from({ length: round }, (_, index) => `while away ${index + 1}`);
      await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual(known);
      expect(chat.app.get(ConnectionRegistry).of(two)).toHaveLength(1);
    }
  });

  it('comes back after the server ended its connection, as on a restart', async () => {
    const [one = 0, two = 0] = await users(2);
    const b = await start(two);
    for (const { socket } of chat.app.get(ConnectionRegistry).of(two)) socket.disconnect(true);
    datasOf(await chat.client.as(one).send(two, 'while away'));
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual(['while away']);
  });

  it('syncs when the server hints at it', async () => {
    const [one = 0, two = 0] = await users(2);
    const b = await start(two);
    const restore = instead(() => undefined);
    datasOf(await chat.client.as(one).send(two, 'the last word of a quiet chat'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    restore();
    expect(textsOf(b, `u:${one}`)).toEqual([]);
    for (const { socket } of chat.app.get(ConnectionRegistry).of(two)) socket.emit('sync:hint', {});
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual(['the last word of a quiet chat']);
  });

  it('sends until it is answered, and what it sends is stored once', async () => {
    const [one = 0, two = 0] = await users(2);
    const [a, b] = [await start(one), await start(two)];
    const writer = chat.app.get(TimelineWriter);
    const append = writer.append.bind(writer);
    // Stored, but the server cannot tell; then not stored.
    let attempts = 0;
    writer.append = async (command) => {
      attempts += 1;
      if (attempts === 2) throw storageUnavailable();
      const result = await append(command);
      if (attempts === 1) throw storageUnavailable();
      return result;
    };
    const id = await a.send(`u:${two}`, 'once');
    writer.append = append;
    expect([attempts, a.counts.repeats]).toEqual([3, 2]);

    // The answer is lost on its way.
    chat.app
      .getHttpServer()
      .prependOnceListener('request', (_request: unknown, response: { end: unknown; socket: { destroy(): void } }) => {
        response.end = () => response.socket.destroy();
      });
    const other = await a.send(`u:${two}`, 'once more');
    expect(a.counts.repeats).toBe(3);
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual(['once', 'once more']);
    const history = datasOf(
      await chat.client
        .as(two)
        .get<{ messages: { msg_id: number }[] }>('message/getHistory', { conversation_id: `u:${one}` }),
    );
    expect(history.messages.map(({ msg_id }) => msg_id)).toEqual([id, other]);
  });

  it('takes any other refusal for an answer', async () => {
    const [one = 0] = await users(1);
    const a = await start(one);
    await expect(a.send('u:999999999', 'to nobody')).rejects.toMatchObject({ code: 20001 });
    await expect(a.send('g:1:999999999', 'to nobody')).rejects.toMatchObject({ code: 20005 });
    await a.send(`u:${one}`, 'note', 'same id');
    await expect(a.send(`u:${one}`, 'another note', 'same id')).rejects.toMatchObject({ code: 20009 });
    expect(a.counts.repeats).toBe(0);
  });

  it('has no body of what was recalled: seen live, while away, and before the message itself', async () => {
    const [one = 0, two = 0] = await users(2);
    const b = await start(two);
    const sender = chat.client.as(one);
    const recall = async (msg_id: number) => datasOf(await sender.post('message/recallMessage', { msg_id }));
    const live = datasOf(await sender.send(two, 'live'));
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual(['live']);
    await recall(live);
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual([undefined]);

    const away = datasOf(await sender.send(two, 'away'));
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual([undefined, 'away']);
    cut(two);
    await recall(away);
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual([undefined, undefined]);

    const held: (() => void)[] = [];
    const restore = instead((push) => void held.push(push));
    const overtaken = datasOf(await sender.send(two, 'overtaken'));
    await expect.poll(() => held.length, SOON).toBe(1);
    await recall(overtaken);
    await new Promise((resolve) => setTimeout(resolve, 200));
    restore();
    for (const push of held) push();
    await expect.poll(() => textsOf(b, `u:${one}`).length, SOON).toBe(3);
    expect(textsOf(b, `u:${one}`)).toEqual([undefined, undefined, undefined]);
    expect(b.conversations.get(`u:${one}`)?.messages.map(({ msg_type, recalled }) => [msg_type, recalled])).toEqual(
      Array.from({ length: 3 }, () => ['0', true]),
    );
  });

  it('sees of a group what was sent while its user was a member', async () => {
    const [one = 0, two = 0] = await users(2);
    await chat.client.saveGroup(1, one, [one]);
    const b = await start(two);
    const group = `g:1:${one}`;
    const say = async (text: string) => datasOf(await chat.client.as(one).sendToGroup(1, one, text));
    await say('before');
    await chat.client.addMembers(1, one, [two]);
    await say('member');
    await expect.poll(() => textsOf(b, group), SOON).toEqual(['member']);
    await chat.client.removeMembers(1, one, [two]);
    await say('between');
    await chat.client.addMembers(1, one, [two]);
    await say('again');
    await expect.poll(() => textsOf(b, group), SOON).toEqual(['member', 'again']);
    // What is not one's own looks like a gap once, and never again.
    expect(b.counts).toMatchObject({ gaps: 2, syncs: 3 });
    await say('and again');
    await expect.poll(() => textsOf(b, group), SOON).toEqual(['member', 'again', 'and again']);
    expect(b.counts.syncs).toBe(3);
  });

  it('reports what it received in lists', async () => {
    const [one = 0, two = 0] = await users(2);
    let calls = 0;
    const countCalls = ({ url }: { url: string }): void => void (calls += url.endsWith('ReceiveStatus') ? 1 : 0);
    chat.app.getHttpServer().on('request', countCalls);
    await start(two, 150);
    const sender = chat.client.as(one);
    const ids = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => datasOf(await sender.send(two, `text ${index}`))),
    );
    const read = async (msg_id: number) =>
      datasOf(await sender.get<{ received: number }>('message/getMessageStatus', { msg_id })).received;
    await expect
      .poll(async () => (await Promise.all(ids.map(read))).every((received) => received === 1), SOON)
      .toBe(true);
    expect(calls).toBeLessThan(20);
    chat.app.getHttpServer().off('request', countCalls);
  });

  it('goes on with a fresh token when the old one has expired', async () => {
    const [one = 0, two = 0] = await users(2);
    const { token } = datasOf(
      await chat.client.cms<{ token: string }>('issueUserToken', { user_id: two, expires_in: 4 }),
    );
    const b = new ReferenceClient({ url: chat.client.url, token, uid: two });
    clients.push(b);
    await b.start();
    const registry = chat.app.get(ConnectionRegistry);
    await expect.poll(() => registry.of(two).length, SOON).toBe(0);
    datasOf(await chat.client.as(one).send(two, 'while signed out'));
    b.token = await chat.client.token(two);
    await expect.poll(() => textsOf(b, `u:${one}`), SOON).toEqual(['while signed out']);
  });

  it('says so when what was missed cannot be had', async () => {
    const [one = 0] = await users(1);
    vi.spyOn(chat.app.get(SyncService), 'sync').mockRejectedValueOnce(new AppError(10000));
    await expect(start(one)).rejects.toMatchObject({ code: 10000 });
    expect(clients.at(-1)?.refusals).toMatchObject([{ code: 10000 }]);
  });

  it('repeats after an error of the server, a few times, and not before Retry-After', async () => {
    const [one = 0] = await users(1);
    const sync = vi.spyOn(chat.app.get(SyncService), 'sync');
    sync.mockRejectedValueOnce(new Error('broken once')).mockRejectedValueOnce(storageUnavailable());
    const a = await start(one);
    expect(a.counts).toMatchObject({ syncs: 1, repeats: 2 });
    expect(a.refusals).toEqual([]);
    sync.mockRejectedValueOnce(storageUnavailable());
    const since = performance.now();
    await a.sync();
    expect(performance.now() - since).toBeGreaterThan(990);
    sync.mockClear().mockRejectedValue(new Error('broken'));
    await expect(a.sync()).rejects.toMatchObject({ code: 10500 });
    expect(sync).toHaveBeenCalledTimes(4);
    sync.mockRestore();
  });

  it('repeats what the old token was refused for with the next one', async () => {
    const [one = 0] = await users(1);
    const a = await start(one);
    const { token } = a;
    a.token = 'no token';
    const sent = a.send(`u:${one}`, 'note');
    await expect.poll(() => a.counts.repeats, SOON).toBeGreaterThan(0);
    a.token = token;
    expect(await sent).toBeGreaterThan(0);
  });

  it('loses no receipts to an error of the server', async () => {
    const [one = 0, two = 0] = await users(2);
    const b = await start(two, 20);
    vi.spyOn(chat.app.get(ReceiptService), 'acknowledge').mockRejectedValueOnce(new Error('broken once'));
    const msg_id = datasOf(await chat.client.as(one).send(two, 'hello'));
    const status = async () =>
      datasOf(await chat.client.as(one).get<{ received: number }>('message/getMessageStatus', { msg_id }));
    await expect.poll(async () => (await status()).received, SOON).toBe(1);
    expect(b.refusals).toEqual([]);
  });

  it('syncs from the beginning in pages, and is complete when it starts', async () => {
    const [one = 0, two = 0] = await users(2);
    await appendMany(chat, betweenUsers(one, two), Array<number>(450).fill(one));
    const b = await start(two);
    expect(b.conversations.get(`u:${one}`)?.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 450 }, (_, index) => index + 1),
    );
    expect(b.counts).toMatchObject({ pushes: 0, syncs: 3 });
  });
});
