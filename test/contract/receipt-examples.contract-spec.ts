import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { betweenUsers } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Encoding } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

const RECEIVED = 'message/updateMessageReceiveStatus';
const READ = 'message/updateMessageReadStatus';
const ENCODINGS: Encoding[] = ['json', 'form', 'multipart'];
const SENDER = 41;
const RECEIVER = 42;
/** The document's example of a message id, and enough before and after it. */
const EXAMPLE = 1111;
const MESSAGES = 1200;

interface Status {
  users: { user_id: number; status: number }[];
}

/** Interfaces 4 and 5 of the document, and `message:received` and `message:read` (contract, sections 2, 5 and 6). */
describe('The receipts of the document', () => {
  let chat: ChatApp;
  /** Of all messages to the receiver, in the order of sending. */
  let ids: number[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(SENDER, RECEIVER, 43);
    // Ids count from 1, with gaps here and there: the very ids of the examples exist.
    const sent = await appendMany(chat, betweenUsers(SENDER, RECEIVER), Array<number>(MESSAGES).fill(SENDER));
    ids = sent.map(({ msgId }) => msgId);
    expect(ids).toEqual(expect.arrayContaining([1, 2, 3, 4, EXAMPLE]));
  });
  afterAll(() => chat.close());

  const statusOf = async (msgId: number): Promise<number | undefined> => {
    const answer = await chat.client.as(SENDER).get<Status>('message/getMessageStatus', { msg_id: msgId });
    return datasOf(answer).users[0]?.status;
  };
  const first = (count: number): number[] => ids.slice(0, count);

  it.each(ENCODINGS)('interface 4 takes "1,2,3,4" with status 3 as %s, and answers 1', async (encoding) => {
    const answer = await chat.client.as(RECEIVER).post(RECEIVED, { msg_id: '1,2,3,4', status: 3 }, encoding);
    expect(answer).toEqual({ status: 200, datas: 1 });
    expect(await Promise.all([1, 2, 3, 4, 5].map(statusOf))).toEqual([3, 3, 3, 3, 0]);
  });

  it.each(ENCODINGS)('interface 5 takes 1111 with status 4 as %s, and answers 1', async (encoding) => {
    const answer = await chat.client.as(RECEIVER).post(READ, { msg_id: EXAMPLE, status: 4 }, encoding);
    expect(answer).toEqual({ status: 200, datas: 1 });
    expect(await Promise.all([EXAMPLE - 1, EXAMPLE, EXAMPLE + 1].map(statusOf))).toEqual([0, 4, 0]);
  });

  it.each(ENCODINGS)('each takes its own status only, as %s', async (encoding) => {
    const receiver = chat.client.as(RECEIVER);
    for (const [call, wrong] of [
      [RECEIVED, 4],
      [READ, 3],
    ] as const) {
      for (const status of [wrong, 0, 1, 5, undefined]) {
        const answer = await receiver.post(call, { msg_id: '1,2,3,4', status }, encoding);
        expect(answer).toMatchObject({ status: 400, error_code: 10000, error_msg: expect.stringContaining('status') });
      }
    }
    expect(await statusOf(5)).toBe(0);
  });

  it('both take an id, a list as text, and in JSON an array', async () => {
    const receiver = chat.client.as(RECEIVER);
    const forms: unknown[] = [10, '11', '12,13', [14, 15], ['16', '17'], '18,18,18'];
    for (const msg_id of forms) {
      expect(await receiver.post(RECEIVED, { msg_id, status: 3 })).toEqual({ status: 200, datas: 1 });
    }
    expect(await Promise.all([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map(statusOf))).toEqual([
      0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0,
    ]);
    for (const msg_id of forms) {
      expect(await receiver.post(READ, { msg_id, status: '4' })).toEqual({ status: 200, datas: 1 });
    }
    expect(await Promise.all([9, 10, 14, 18, 19].map(statusOf))).toEqual([0, 4, 4, 4, 0]);
    const bad = ['', '1,', ',1', '1, 2', '1,a', '1e3', '007', '0', '-1', '1;2', [], [1, 'x'], [[1]], {}, true, null];
    for (const msg_id of [...bad, '9007199254740992']) {
      const answer = await receiver.post(RECEIVED, { msg_id, status: 3 });
      expect(answer, JSON.stringify(msg_id)).toMatchObject({ status: 400, error_code: 10000 });
    }
  });

  it.each([
    [RECEIVED, 3],
    [READ, 4],
  ])('%s takes 1,000 ids and not 1,001', async (call, status) => {
    const receiver = chat.client.as(RECEIVER);
    for (const encoding of ENCODINGS) {
      const many = { msg_id: first(1001).join(','), status };
      expect(await receiver.post(call, many, encoding)).toMatchObject({ status: 400, error_code: 10000 });
    }
    const borders = first(1001).slice(-3);
    expect(await Promise.all(borders.map(statusOf))).not.toContain(status);
    for (const encoding of ENCODINGS) {
      const most = { msg_id: first(1000).join(','), status };
      expect(await receiver.post(call, most, encoding)).toEqual({ status: 200, datas: 1 });
    }
    expect(await receiver.post(call, { msg_id: first(1001), status })).toMatchObject({ error_code: 10000 });
    expect(await receiver.post(call, { msg_id: first(1000), status })).toEqual({ status: 200, datas: 1 });
    expect(await Promise.all(borders.map(statusOf))).toEqual([status, status, 0]);
  });

  it('are answered the same over message:received and message:read', async () => {
    const socket = await chat.client.connect(RECEIVER);
    expect(await socket.emit('message:received', { msg_id: '1,2,3,4', status: 3 })).toEqual({ status: 0, datas: 1 });
    expect(await socket.emit('message:read', { msg_id: EXAMPLE, status: 4 })).toEqual({ status: 0, datas: 1 });
    for (const [event, right, wrong] of [
      ['message:received', 3, 4],
      ['message:read', 4, 3],
    ] as const) {
      for (const encoded of [1101, '1102,1103', [1104]]) {
        expect(await socket.emit(event, { msg_id: encoded, status: right })).toEqual({ status: 0, datas: 1 });
      }
      expect(await socket.emit(event, { msg_id: first(1000), status: right })).toEqual({ status: 0, datas: 1 });
      for (const parameters of [
        { msg_id: 1, status: wrong },
        { msg_id: 1 },
        { status: right },
        { msg_id: first(1001), status: right },
        { msg_id: first(1001).join(','), status: right },
        { msg_id: '', status: right },
      ]) {
        expect(await socket.emit(event, parameters)).toMatchObject({ error_code: 10000 });
      }
      expect(await socket.emit(event, { msg_id: 999_999, status: right })).toMatchObject({ error_code: 20002 });
      expect(await socket.emit(event)).toMatchObject({ error_code: 10000 });
    }
    socket.close();
  });

  it('become message:status in the form of section 6: uid a string, the other ids and the status numbers', async () => {
    const [sender, device, acknowledging] = await Promise.all([
      chat.client.connect(SENDER),
      chat.client.connect(RECEIVER),
      chat.client.connect(RECEIVER),
    ]);
    const [fresh] = await appendMany(chat, betweenUsers(SENDER, RECEIVER), [SENDER]);
    const msg_id = fresh?.msgId ?? 0;
    expect(await acknowledging.emit('message:received', { msg_id: String(msg_id), status: 3 })).toMatchObject({
      datas: 1,
    });
    expect(await chat.client.as(RECEIVER).post(READ, { msg_id, status: 4 }, 'form')).toMatchObject({ datas: 1 });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string;
    const told = (status: number, conversation_id: string) => ({
      msg_id,
      conversation_id,
      uid: String(RECEIVER),
      status,
      time,
    });
    for (const [socket, conversation, statuses] of [
      [sender, `u:${RECEIVER}`, [3, 4]],
      [device, `u:${SENDER}`, [3, 4]],
      // It knows of its own event from the acknowledgement; the call by REST came from another device.
      [acknowledging, `u:${SENDER}`, [4]],
    ] as const) {
      await socket.until('all statuses', (it) => it.of('message:status').length >= statuses.length);
      expect(socket.of('message:status')).toEqual(statuses.map((status) => told(status, conversation)));
    }
    const [{ time: shown = '' } = {}] = sender.of<{ time: string }>('message:status');
    // Asia/Shanghai, where TIME_ZONE names no other.
    expect(Math.abs(Date.parse(`${shown.replace(' ', 'T')}+08:00`) - Date.now())).toBeLessThan(60_000);
  });
});
