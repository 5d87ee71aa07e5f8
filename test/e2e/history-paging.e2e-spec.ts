import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';

interface Page {
  readonly conversation_id: string;
  readonly last_seq: number;
  readonly messages: Push[];
  readonly has_more: boolean;
}

const TOTAL = 230;
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('getHistory', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    for (const number of range(1, TOTAL)) await chat.client.as(1).send(2, `message ${number}`);
  });
  afterAll(() => chat.close());

  const history = (query: object, uid = 2, conversation_id = 'u:1'): Promise<Answer<Page>> =>
    chat.client.as(uid).get<Page>('message/getHistory', { conversation_id, ...query });
  const page = async (query: object): Promise<{ seqs: number[]; has_more: boolean; last_seq: number }> => {
    const { messages, has_more, last_seq } = datasOf(await history(query));
    return { seqs: messages.map(({ seq }) => seq), has_more, last_seq };
  };

  it.each([
    ['the newest 50', {}, range(181, 230), true],
    ['the newest limit', { limit: 3 }, [228, 229, 230], true],
    ['at most 200', { limit: 200 }, range(31, 230), true],
    ['the newest below before_seq', { before_seq: 100, limit: 3 }, [97, 98, 99], true],
    ['below a seq that does not exist yet', { before_seq: 10_000, limit: 2 }, [229, 230], true],
    ['down to the first', { before_seq: 4, limit: 3 }, [1, 2, 3], false],
    ['nothing below the first', { before_seq: 1 }, [], false],
    ['the oldest above after_seq', { after_seq: 100, limit: 3 }, [101, 102, 103], true],
    ['from the very beginning', { after_seq: 0, limit: 2 }, [1, 2], true],
    ['up to the last', { after_seq: 227, limit: 3 }, [228, 229, 230], false],
    ['nothing above the last', { after_seq: 230 }, [], false],
    ['nothing above what does not exist yet', { after_seq: Number.MAX_SAFE_INTEGER }, [], false],
  ])('gives %s', async (_what, query, seqs, has_more) => {
    expect(await page(query)).toEqual({ seqs, has_more, last_seq: TOTAL });
  });

  it('is whole, paged in either direction', async () => {
    const up: number[] = [];
    for (let after_seq = 0, more = true; more; after_seq = up.at(-1) ?? 0) {
      const { seqs, has_more } = await page({ after_seq, limit: 40 });
      up.push(...seqs);
      more = has_more;
    }
    const down: number[] = [];
    for (let before_seq = TOTAL + 1, more = true; more; before_seq = down[0] ?? 0) {
      const { seqs, has_more } = await page({ before_seq, limit: 70 });
      down.unshift(...seqs);
      more = has_more;
    }
    expect(up).toEqual(range(1, TOTAL));
    expect(down).toEqual(up);
  });

  it('names the conversation as each party sees it', async () => {
    expect(datasOf(await history({ limit: 1 }, 1, 'u:2'))).toMatchObject({
      conversation_id: 'u:2',
      messages: [{ conversation_id: 'u:2', from: { uid: '1' } }],
    });
    expect(datasOf(await history({ limit: 1 }))).toMatchObject({
      conversation_id: 'u:1',
      messages: [{ conversation_id: 'u:1', from: { uid: '1' } }],
    });
  });

  it('shows a client_msg_id to its sender only', async () => {
    await chat.client.as(3).send(1, 'mine', 'my own id');
    const [mine] = datasOf(await history({}, 3, 'u:1')).messages;
    const [theirs] = datasOf(await history({}, 1, 'u:3')).messages;
    expect(mine?.client_msg_id).toBe('my own id');
    expect(theirs).not.toHaveProperty('client_msg_id');
  });

  it.each(['u:3', 'u:404', 's:404', 'u:2'])('of %s, where there was never a word, is empty', async (id) => {
    expect(await history({}, 2, id)).toEqual({
      status: 200,
      datas: { conversation_id: id, last_seq: 0, messages: [], has_more: false },
    });
  });

  it('of other people is not to be had', async () => {
    expect(datasOf(await history({}, 3, 'u:2')).messages).toEqual([]);
    expect(await history({}, 3, 'u:1:2')).toMatchObject({ error_code: 10000 });
  });

  it.each([
    [{ before_seq: 5, after_seq: 5 }, 'before_seq'],
    [{ before_seq: 0 }, 'before_seq'],
    [{ after_seq: -1 }, 'after_seq'],
    [{ after_seq: '1e1' }, 'after_seq'],
    [{ limit: 0 }, 'limit'],
    [{ limit: 201 }, 'limit'],
    [{ conversation_id: 'x:1' }, 'conversation_id'],
    [{ conversation_id: 'g:5:1' }, 'conversation_id'],
    [{ conversation_id: '' }, 'conversation_id'],
  ])('refuses %j and names %s', async (query, name) => {
    expect(await history(query)).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining(name) });
  });

  it('takes empty cursors of a form for none', async () => {
    expect(await page({ before_seq: '', after_seq: '', limit: '' })).toEqual(await page({}));
  });
});
