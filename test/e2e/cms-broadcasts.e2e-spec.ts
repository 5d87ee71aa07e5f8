import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';

const SERVICE = 111;
const HEADERS = { 'x-api-key': TEST_API_KEY };

interface Receivers {
  receivers: {
    user_id: number;
    nickname: string;
    status: number;
    received_at: string | null;
    read_at: string | null;
  }[];
  next_cursor: number | null;
}

describe('What official accounts send', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...Array.from({ length: 9 }, (_, index) => index + 1));
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: '公众号', photo: '' }));
  });
  afterAll(() => chat.close());

  const text = (body: string, more: object = {}) => ({
    service_id: SERVICE,
    msg_type: 1,
    message: { text: body },
    ...more,
  });
  const followers = (call: 'add' | 'remove', user_id: number[]): Promise<Answer<number>> =>
    chat.client.cms<number>(`${call}ServiceFollowers`, { service_id: SERVICE, user_id });
  const broadcast = async (body: string): Promise<number> =>
    datasOf(await chat.client.cms<number>('broadcastMessage', text(body)));
  const push = async (user_id: number[], body: string): Promise<number> =>
    datasOf(await chat.client.cms<number>('sendMessage', text(body, { user_id })));
  const ask = <T>(call: string, query: object): Promise<Answer<T>> =>
    chat.client.get<T>(`cms/${call}`, { ...query }, HEADERS);
  const progress = (msg_id: number): Promise<Answer<object>> => ask('getPushProgress', { msg_id });
  const receipt = (uid: number, call: 'Receive' | 'Read', msg_id: number): Promise<Answer<number>> =>
    chat.client.as(uid).post<number>(`message/updateMessage${call}Status`, { msg_id, status: call === 'Read' ? 4 : 3 });
  const synced = async (uid: number): Promise<Push[]> =>
    datasOf(await chat.client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {} })).messages;
  const textsOf = (messages: readonly Push[], conversation: string): unknown[] =>
    messages.filter(({ conversation_id }) => conversation_id === conversation).map(({ body }) => body['text']);

  it('a broadcast is seen by who follows at that moment, live and by sync, and by nobody else', async () => {
    expect((await followers('add', [1, 2, 3])).datas).toBe(3);
    const first = await chat.client.connect(1);
    const stranger = await chat.client.connect(9);
    await broadcast('one');
    await followers('remove', [3]);
    await followers('add', [4]);
    const two = await broadcast('two');
    const pushed = await first.message(two);
    expect(pushed).toMatchObject({
      conversation_id: `g:4:${SERVICE}`,
      seq: 2,
      group: { group_id: String(SERVICE), group_type: '4' },
      from: { uid: String(SERVICE), nickname: '公众号' },
    });
    expect(textsOf(await synced(1), `g:4:${SERVICE}`)).toEqual(['one', 'two']);
    expect(textsOf(await synced(3), `g:4:${SERVICE}`)).toEqual(['one']);
    expect(textsOf(await synced(4), `g:4:${SERVICE}`)).toEqual(['two']);
    expect(await synced(9)).toEqual([]);
    await stranger.emit('are we there yet');
    expect(stranger.messages).toEqual([]);
  });

  it('counts receipts of pushes and broadcasts exactly, and says when and whose', async () => {
    await followers('add', [1, 2, 4]);
    await followers('remove', [3]);
    const wide = await broadcast('to all');
    const listed = await push([1, 2, 5], 'to three');
    for (const id of [wide, listed]) {
      expect((await progress(id)).datas).toEqual({ msg_id: id, receivers: 3, received: 0, read: 0, state: 'sent' });
      expect((await receipt(1, 'Receive', id)).datas).toBe(1);
      await receipt(1, 'Receive', id);
      await receipt(2, 'Read', id);
      await receipt(2, 'Receive', id);
      expect((await progress(id)).datas).toMatchObject({ received: 2, read: 1 });
      await receipt(1, 'Read', id);
      expect((await progress(id)).datas).toMatchObject({ received: 2, read: 2 });
      // Who was not sent it has nothing to acknowledge.
      expect(await receipt(9, 'Read', id)).toMatchObject({ error_code: 20002 });
    }
    const of = async (query: object): Promise<Receivers> => datasOf(await ask<Receivers>('getPushReceivers', query));
    const read = await of({ msg_id: listed, status: 4 });
    expect(read.receivers.map(({ user_id }) => user_id)).toEqual([1, 2]);
    for (const { received_at, read_at, nickname, user_id } of read.receivers) {
      expect(nickname).toBe(`user ${user_id}`);
      expect([received_at, read_at].join()).toMatch(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,?){2}$/);
    }
    expect((await of({ msg_id: listed, status: 3 })).receivers).toEqual([]);
    const none = await of({ msg_id: listed, status: 0 });
    expect(none.receivers).toEqual([{ user_id: 5, nickname: 'user 5', status: 0, received_at: null, read_at: null }]);
    expect((await of({ msg_id: wide, status: 0 })).receivers.map(({ user_id }) => user_id)).toEqual([4]);
    expect((await of({ msg_id: wide })).receivers.map(({ user_id, status }) => [user_id, status])).toEqual([
      [1, 4],
      [2, 4],
      [4, 0],
    ]);
    // By a cursor, to the end.
    const seen: number[] = [];
    for (let cursor: number | null = 0; cursor !== null;) {
      const page: Receivers = await of({ msg_id: wide, page_size: 1, ...(cursor > 0 ? { cursor } : {}) });
      seen.push(...page.receivers.map(({ user_id }) => user_id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual([1, 2, 4]);
  });

  it('readConversation reads pushes and broadcasts, too', async () => {
    const before = await broadcast('before they followed');
    await followers('add', [6]);
    const wide = await broadcast('read all of it');
    const listed = await push([6], 'and this');
    const [own] = (await synced(6)).filter(({ msg_id }) => msg_id === listed);
    await chat.client.as(6).post('message/readConversation', { conversation_id: `s:${SERVICE}`, up_to_seq: own?.seq });
    await chat.client.as(6).post('message/readConversation', { conversation_id: `g:4:${SERVICE}`, up_to_seq: 1000 });
    for (const id of [wide, listed]) expect((await progress(id)).datas).toMatchObject({ received: 1, read: 1 });
    expect((await progress(before)).datas).toMatchObject({ received: 0, read: 0 });
  });

  it('as CSV, all of it', async () => {
    const id = await push([1, 2, 5], 'csv');
    await receipt(2, 'Read', id);
    const response = await fetch(`${chat.client.url}/anlife/v1.0/chat/cms/getPushReceivers?msg_id=${id}`, {
      headers: { ...HEADERS, accept: 'text/csv' },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, ...lines] = (await response.text()).trimEnd().split('\r\n');
    expect(header).toBe('user_id,nickname,status,received_at,read_at');
    expect(lines.map((line) => line.split(',').slice(0, 3))).toEqual([
      ['1', '"user 1"', '0'],
      ['2', '"user 2"', '4'],
      ['5', '"user 5"', '0'],
    ]);
  });

  it('an unknown receiver is named, and nothing is sent', async () => {
    const before = await ask<{ total: number }>('getServiceMsg', { service_id: SERVICE, search_type: 2 });
    const answer = await chat.client.cms('sendMessage', text('x', { user_id: [1, 404, 405] }));
    expect(answer).toMatchObject({ status: 404, error_code: 20001 });
    expect(answer.error_msg).toMatch(/404,405$/);
    const after = await ask<{ total: number }>('getServiceMsg', { service_id: SERVICE, search_type: 2 });
    expect(after.datas?.total).toBe(before.datas?.total);
  });

  it('client_msg_id: a repeat is the same push; another content, audience or kind is a 20009', async () => {
    const first = text('once', { user_id: [1, 2], client_msg_id: 'push-1' });
    const id = datasOf(await chat.client.cms<number>('sendMessage', first));
    const again = await Promise.all(Array.from({ length: 5 }, () => chat.client.cms<number>('sendMessage', first)));
    expect(again.map(({ datas }) => datas)).toEqual([id, id, id, id, id]);
    expect((await chat.client.cms<number>('sendMessage', { ...first, user_id: '2,1,1' })).datas).toBe(id);
    const everybody = text('once', { client_msg_id: 'push-1' });
    for (const other of [
      chat.client.cms('sendMessage', { ...first, user_id: [1] }),
      chat.client.cms('sendMessage', { ...first, message: { text: 'twice' } }),
      chat.client.cms('broadcastMessage', everybody),
    ])
      expect(await other).toMatchObject({ status: 409, error_code: 20009 });
    expect(textsOf(await synced(2), `s:${SERVICE}`).filter((body) => body === 'once')).toHaveLength(1);
  });

  it('is recalled at any time: gone from history, sync and list, and clients are told', async () => {
    const device = await chat.client.connect(7);
    await followers('add', [7]);
    const wide = await broadcast('forget this');
    const listed = await push([7, 8], 'and that');
    await device.message(listed);
    for (const id of [wide, listed]) {
      for (let call = 1; call <= 2; call += 1)
        expect((await chat.client.cms('recallMessage', { msg_id: id })).datas).toBe(1);
      expect((await progress(id)).datas).toMatchObject({ state: 'recalled' });
      await device.until('the recall', ({ received }) =>
        received.some(
          ({ event, payload }) => event === 'message:recalled' && (payload as { msg_id: number }).msg_id === id,
        ),
      );
    }
    const all = await synced(7);
    for (const id of [wide, listed])
      expect(all.find(({ msg_id }) => msg_id === id)).toMatchObject({ msg_type: '0', recalled: true, body: {} });
    const sent = await ask<{ msgs: { msg_id: number; body: string; state: string }[] }>('getServiceMsg', {
      service_id: SERVICE,
      search_type: 2,
    });
    for (const { msg_id, body, state } of sent.datas?.msgs ?? [])
      if (msg_id === wide || msg_id === listed) expect({ body, state }).toEqual({ body: '{}', state: 'recalled' });
    expect(await chat.client.cms('recallMessage', { msg_id: 404_404 })).toMatchObject({ error_code: 20002 });
    const own = datasOf(await chat.client.as(7).send(8, 'a user’s own'));
    expect(await chat.client.cms('recallMessage', { msg_id: own })).toMatchObject({ error_code: 20002 });
  });

  it('the account reads what users wrote to it, and they are told', async () => {
    const device = await chat.client.connect(8);
    const message = { msg_type: '1', body: { text: 'hello?' } };
    const id = datasOf(
      await chat.client.as(8).post<number>('message/sendMessage', { to_uid: SERVICE, send_type: 2, message }),
    );
    const other = datasOf(await chat.client.as(8).send(7, 'not to the account'));
    const read = (msg_id: number[]): Promise<Answer> =>
      chat.client.cms('updateMessageReadStatus', { service_id: SERVICE, msg_id });
    expect((await read([id, other, 404])).datas).toBe(1);
    expect((await read([id])).datas).toBe(1);
    expect(await read([other])).toMatchObject({ error_code: 20002 });
    await device.until('the status', ({ received }) => received.some(({ event }) => event === 'message:status'));
    expect(device.of('message:status')).toEqual([
      {
        msg_id: id,
        conversation_id: `s:${SERVICE}`,
        uid: String(SERVICE),
        status: 4,
        time: expect.any(String) as string,
      },
    ]);
    expect(await chat.client.as(8).get('message/getMessageStatus', { msg_id: id })).toMatchObject({
      datas: { receivers: 1, received: 1, read: 1, users: [{ user_id: SERVICE, status: 4 }] },
    });
  });

  it('interface 15 pages exactly, in both directions, of one user too', async () => {
    const sent = async (query: object): Promise<{ total: number; msgs: { msg_id: number }[] }> =>
      datasOf(await ask('getServiceMsg', { service_id: SERVICE, ...query }));
    const all = await sent({ search_type: 2 });
    expect(all.msgs).toHaveLength(all.total);
    const paged: number[] = [];
    for (let page = 1; page <= Math.ceil(all.total / 4) + 1; page += 1) {
      const { total, msgs } = await sent({ search_type: 2, page, page_size: 4 });
      expect(total).toBe(all.total);
      paged.push(...msgs.map(({ msg_id }) => msg_id));
    }
    expect(paged).toEqual(all.msgs.map(({ msg_id }) => msg_id));
    for (const uid of [1, 3, 5, 9]) {
      const mine = await sent({ search_type: 2, user_id: uid });
      const seen = (await synced(uid)).filter(({ from }) => from.uid === String(SERVICE)).map(({ msg_id }) => msg_id);
      expect(mine.msgs.map(({ msg_id }) => msg_id).sort((a, b) => a - b)).toEqual(seen.sort((a, b) => a - b));
      expect(mine.total).toBe(seen.length);
    }
    expect(await sent({ search_type: 1, user_id: 9 })).toMatchObject({ total: 0, msgs: [] });
    expect(await ask('getServiceMsg', { service_id: 404, search_type: 1 })).toMatchObject({ error_code: 20006 });
  });
});
