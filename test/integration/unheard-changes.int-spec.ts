import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { MembershipRepository } from '../../src/groups/membership.repository.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { store } from '../support/stores/test-database.js';
import { startSecondServer } from './support/second-server.js';

/** Another server made it, and the news was lost: no push may trust what this one believes of a room. */
describe('A change of members that a server never heard of', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
  });
  afterAll(() => chat.close());

  /** Adds or removes one in the database, and tells nobody. */
  async function change(id: number, uid: number, joins: boolean): Promise<void> {
    const memberships = chat.app.get(MembershipRepository);
    await chat.app.get(UnitOfWork).run(async (tx) => {
      const group = await memberships.lockGroup(tx, `g:1:${id}`);
      if (!group) throw new Error(`No group ${id}`);
      if (joins) await memberships.insert(tx, group, [uid], Date.now());
      else await memberships.close(tx, group, await memberships.findPresent(tx, group.id, [uid]));
      await memberships.recordChange(tx, group.id, joins ? 1 : 0, joins ? 0 : 1);
    });
  }

  it('reaches nobody removed and misses nobody new', async () => {
    await chat.client.saveGroup(1, 1, [1, 2]);
    const [two, three] = await Promise.all([2, 3].map((uid) => chat.client.connect(uid)));
    if (!two || !three) throw new Error('Not connected');
    const say = async (text: string): Promise<number> => datasOf(await chat.client.as(1).sendToGroup(1, 1, text));
    const theirs: number[][] = [[], []];
    for (let round = 0; round < 20; round += 1) {
      const both = await say(`both know ${round}`);
      theirs[round % 2]?.push(both);
      await change(1, round % 2 ? 3 : 2, false);
      await change(1, round % 2 ? 2 : 3, true);
      theirs[(round + 1) % 2]?.push(await say(`only one may know ${round}`));
    }
    for (const [index, device] of [two, three].entries()) {
      const last = datasOf(await chat.client.as(1).send(2 + index, 'last'));
      await device.message(last);
      await device.message(theirs[index]?.at(-1) ?? 0);
      expect(device.messages.map(({ msg_id }) => msg_id).sort((a, b) => a - b)).toEqual(
        [...(theirs[index] ?? []), last].sort((a, b) => a - b),
      );
    }
  });

  if (store === 'mysql') {
    it('two servers of one database keep one timeline, one message for each client id, and every membership', async () => {
      const second = await startSecondServer(chat);
      const here = new Recorder(chat.client);
      const there = new Recorder(second.client, here.history);
      await here.group(1, 2, [1, 2]);
      const device = await here.connect(3);
      for (let round = 0; round < 15; round += 1) {
        await there.join(1, 2, 3);
        const inside = datasOf(await here.sendToGroup(1, 1, 2, `inside ${round}`));
        await device.message(inside);
        await Promise.all(
          [here, there].flatMap((log) => [
            log.sendToGroup(1, 1, 2, `both ${round}`, { cmid: `both ${round}` }),
            log.sendToGroup(2, 1, 2, `and both ${round}`, { cmid: `both ${round}` }),
            log.sendToGroup(1, 1, 2, `one ${round} ${log === here}`),
          ]),
        );
        await there.leave(1, 2, 3);
        datasOf(await here.sendToGroup(2, 1, 2, `outside ${round}`));
      }
      for (const uid of [1, 2, 3]) await here.drain(uid, 'g:1:2');
      const { counts } = here.passes({ minAcked: 90, minReads: 3 });
      expect(counts.indeterminate).toBe(0);
      await second.close();
    });
  }
});
