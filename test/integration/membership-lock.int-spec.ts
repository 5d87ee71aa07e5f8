import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import type { Tx } from '../../src/database/session.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { MembershipRepository } from '../../src/groups/membership.repository.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Answer } from '../support/chat/envelope.js';
import { gate } from './support/writing.js';

/** Who may send is decided under the conversation's lock: what changes it at the same time comes before or after. */
describe('A send while its group is being changed', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    await Promise.all([1, 2, 3].map((uid) => chat.client.token(uid)));
  });
  afterAll(() => chat.close());

  /**
   * Makes the group of user 1, and changes it in a transaction that stays open while the sender's message is under
   * way; then user 1 says something, too.
   * @returns what the sender was told, and what is in the group in the end
   */
  async function during(
    id: number,
    sender: number,
    change: (tx: Tx, memberships: MembershipRepository, conversationId: number) => Promise<unknown>,
  ): Promise<{ answer: Answer<number>; texts: unknown[] }> {
    const log = new Recorder(chat.client);
    await log.group(1, id, [1, 2]);
    const memberships = chat.app.get(MembershipRepository);
    const changed = gate();
    const changing = chat.app.get(UnitOfWork).run(async (tx) => {
      const group = await memberships.lockGroup(tx, `g:1:${id}`);
      await change(tx, memberships, group?.id ?? 0);
      changed.open();
      await pause(150);
    });
    await changed.opened;
    const answer = await log.sendToGroup(sender, 1, id, 'meanwhile');
    await changing;
    await log.sendToGroup(1, 1, id, 'afterwards');
    const stored = await log.drain(1, `g:1:${id}`);
    log.passes({ minAcked: answer.datas === undefined ? 1 : 2 });
    return { answer, texts: stored.map(({ body }) => body['text']) };
  }

  it('is refused where its sender is being removed, and is not stored', async () => {
    const { answer, texts } = await during(1, 2, async (tx, memberships) => {
      const group = await memberships.lockGroup(tx, 'g:1:1');
      if (group) await memberships.close(tx, group, new Map([[2, 0]]));
    });
    expect(answer).toMatchObject({ error_code: 20004 });
    expect(texts).toEqual(['afterwards']);
  });

  it('is refused where its sender is being muted', async () => {
    const { answer, texts } = await during(2, 2, (tx, _memberships, conversationId) =>
      tx.execute('INSERT INTO group_mutes (conversation_id, user_id, muted_until) VALUES (?, 2, ?)', [
        conversationId,
        Date.now() + 60_000,
      ]),
    );
    expect(answer).toMatchObject({ error_code: 20008 });
    expect(texts).toEqual(['afterwards']);
  });

  it('is accepted where its sender is being added, and is theirs to see', async () => {
    const { answer, texts } = await during(3, 3, async (tx, memberships) => {
      const group = await memberships.lockGroup(tx, 'g:1:3');
      if (group) await memberships.insert(tx, group, [3], Date.now());
    });
    expect(answer).toHaveProperty('datas');
    expect(texts).toEqual(['meanwhile', 'afterwards']);
    const own = await chat.client.as(3).get('message/getHistory', { conversation_id: 'g:1:3' });
    expect(own.datas).toMatchObject({ messages: [{ seq: 1, body: { text: 'meanwhile' } }, { seq: 2 }] });
  });

  it('is refused where its sender is being banned', async () => {
    const { answer, texts } = await during(4, 2, (tx) => tx.execute('UPDATE users SET banned_at = 1 WHERE id = 2'));
    expect(answer).toMatchObject({ error_code: 10001 });
    expect(texts).toEqual(['afterwards']);
  });
});
