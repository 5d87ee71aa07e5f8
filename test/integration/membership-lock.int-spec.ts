import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import type { Tx } from '../../src/database/session.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { MembershipRepository } from '../../src/groups/membership.repository.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Push } from '../support/chat/user-socket.js';
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

  /** Makes the group of user 1, and changes it in a transaction that stays open while `send` is under way. */
  async function during<T>(
    id: number,
    change: (tx: Tx, memberships: MembershipRepository, conversationId: number) => Promise<unknown>,
    send: () => Promise<T>,
  ): Promise<T> {
    await chat.client.saveGroup(1, id, [1, 2]);
    const memberships = chat.app.get(MembershipRepository);
    const changed = gate();
    const changing = chat.app.get(UnitOfWork).run(async (tx) => {
      const group = await memberships.lockGroup(tx, `g:1:${id}`);
      await change(tx, memberships, group?.id ?? 0);
      changed.open();
      await pause(150);
    });
    await changed.opened;
    const answer = await send();
    await changing;
    return answer;
  }
  const texts = async (id: number): Promise<unknown[] | undefined> => {
    const query = { conversation_id: `g:1:${id}` };
    const { datas } = await chat.client.as(1).get<{ messages: Push[] }>('message/getHistory', query);
    return datas?.messages.map(({ body }) => body['text']);
  };

  it('is refused where its sender is being removed, and is not stored', async () => {
    const answer = await during(
      1,
      async (tx, memberships) => {
        const group = await memberships.lockGroup(tx, 'g:1:1');
        if (group) await memberships.close(tx, group, new Map([[2, 0]]));
      },
      () => chat.client.as(2).sendToGroup(1, 1, 'too late'),
    );
    expect(answer).toMatchObject({ error_code: 20004 });
    expect(await texts(1)).toEqual([]);
  });

  it('is refused where its sender is being muted', async () => {
    const answer = await during(
      2,
      (tx, _memberships, conversationId) =>
        tx.execute('INSERT INTO group_mutes (conversation_id, user_id, muted_until) VALUES (?, 2, ?)', [
          conversationId,
          Date.now() + 60_000,
        ]),
      () => chat.client.as(2).sendToGroup(1, 2, 'too late'),
    );
    expect(answer).toMatchObject({ error_code: 20008 });
    expect(await texts(2)).toEqual([]);
  });

  it('is accepted where its sender is being added, and is theirs to see', async () => {
    const answer = await during(
      3,
      async (tx, memberships) => {
        const group = await memberships.lockGroup(tx, 'g:1:3');
        if (group) await memberships.insert(tx, group, [3], Date.now());
      },
      () => chat.client.as(3).sendToGroup(1, 3, 'just in time'),
    );
    expect(answer).toHaveProperty('datas');
    expect(await texts(3)).toEqual(['just in time']);
    const own = await chat.client.as(3).get('message/getHistory', { conversation_id: 'g:1:3' });
    expect(own.datas).toMatchObject({ messages: [{ seq: 1, body: { text: 'just in time' } }] });
  });

  it('is refused where its sender is being banned', async () => {
    const answer = await during(
      4,
      (tx) => tx.execute('UPDATE users SET banned_at = 1 WHERE id = 2'),
      () => chat.client.as(2).sendToGroup(1, 4, 'too late'),
    );
    expect(answer).toMatchObject({ error_code: 10001 });
    expect(await texts(4)).toEqual([]);
  });
});
