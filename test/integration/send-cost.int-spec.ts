import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { type Statement, watchStatements } from './support/statements.js';
import { appended, command } from './support/writing.js';

const SMALL = 11;
const LARGE = 12;
const members = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('What a send costs', () => {
  let chat: ChatApp;
  let statements: Statement[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...members(2_000));
    await chat.client.saveGroup(2, SMALL, members(10));
    await chat.client.saveGroup(2, LARGE, members(2_000));
    // The first send of each fills what is remembered afterwards.
    for (const group of [SMALL, LARGE]) datasOf(await chat.client.as(1).sendToGroup(2, group, 'warm-up'));
    statements = watchStatements(chat.app);
  });
  afterAll(() => chat.close());

  /** What reaches the database from the call to its answer, and a little after. */
  async function costOf(send: () => Promise<unknown>): Promise<Statement[]> {
    statements.length = 0;
    await send();
    await new Promise((resolve) => setTimeout(resolve, 30));
    return [...statements];
  }
  const send = (group: number, text: string) => () => chat.client.as(1).sendToGroup(2, group, text).then(datasOf);

  it('statement count and size are the same for a group of 10 and of 2,000 members', async () => {
    const small = await costOf(send(SMALL, 'hello'));
    const large = await costOf(send(LARGE, 'hello'));
    expect(small.length).toBeGreaterThan(3);
    expect(large.map(({ sql }) => sql)).toEqual(small.map(({ sql }) => sql));
    // Ids and counts may differ by some digits.
    large.forEach(({ size }, index) => expect(Math.abs(size - (small[index]?.size ?? 0))).toBeLessThan(20));
  });

  it('stays so while members are connected', async () => {
    const devices = await Promise.all([2, 3, 4].map((uid) => chat.client.connect(uid)));
    // The rooms are read once after somebody came.
    for (const group of [SMALL, LARGE]) {
      const msgId = await send(group, 'rooms')();
      await Promise.all(devices.map((device) => device.message(msgId)));
    }
    const small = await costOf(send(SMALL, 'hello'));
    const large = await costOf(send(LARGE, 'hello'));
    expect(large.map(({ sql }) => sql)).toEqual(small.map(({ sql }) => sql));
  });

  it('sends that come together share their statements', async () => {
    const append = (text: string): Promise<unknown> =>
      appended(chat.app, command(1, 2, text, { target: inGroup(2, LARGE) }));
    const one = await costOf(() => append('alone'));
    const hundred = await costOf(() => Promise.all(Array.from({ length: 100 }, (_, index) => append(`both ${index}`))));
    expect(hundred.length).toBeLessThanOrEqual(one.length);
  });
});
