import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';

describe('A send to who does not exist', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1);
  });
  afterAll(() => chat.close());

  const rows = async (table: string): Promise<unknown[]> => chat.app.get(ReadStore).query(`SELECT * FROM ${table}`);

  it('an unknown target leaves no conversation row', async () => {
    const user = chat.client.as(1);
    const answers = await Promise.all([
      user.send(404, 'to nobody'),
      user.send(404, 'to nobody', 'with a client id'),
      user.sendToGroup(1, 404, 'to no group'),
      user.sendToGroup(4, 404, 'to no account'),
    ]);
    expect(answers.map(({ error_code }) => error_code)).toEqual([20001, 20001, 20005, 20006]);
    for (const table of ['conversations', 'participants', 'messages']) expect(await rows(table)).toEqual([]);
  });

  it('a client id that was refused so may be used again', async () => {
    await chat.client.importUsers(404);
    expect((await chat.client.as(1).send(404, 'to somebody', 'with a client id')).datas).toBeGreaterThan(0);
    expect(await rows('conversations')).toHaveLength(1);
    expect(await rows('participants')).toHaveLength(2);
  });
});
