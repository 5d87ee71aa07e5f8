import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MembershipService } from '../../src/groups/membership.service.js';
import { gate } from '../integration/support/writing.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

describe('A group whose members a node looks up', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    await chat.client.saveGroup(1, 7, [1, 2]);
    await chat.client.connect(2);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await chat.close();
  });

  it('is pushed to a user who connects meanwhile, and joins then', async () => {
    const asked = gate();
    const connected = gate();
    const memberships = chat.app.get(MembershipService);
    const membersNow = memberships.membersNow.bind(memberships);
    // Once those who are asked for are chosen, and before the database is asked.
    vi.spyOn(memberships, 'membersNow').mockImplementationOnce(async (...parameters) => {
      asked.open();
      await connected.opened;
      return membersNow(...parameters);
    });
    const send = async (text: string): Promise<number> => datasOf(await chat.client.as(1).sendToGroup(1, 7, text));
    await send('makes the node look');
    await asked.opened;
    const three = await chat.client.connect(3);
    await chat.client.addMembers(1, 7, [3]);
    connected.open();
    const ids = [await send('welcome'), await send('and hello')];
    for (const id of ids) await three.message(id);
    expect(three.messages.map(({ msg_id }) => msg_id)).toEqual(ids);
  });
});
