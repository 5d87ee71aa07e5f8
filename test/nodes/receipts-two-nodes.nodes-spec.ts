import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startNode } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';
import { createTestDatabase, type TestDatabase } from '../support/stores/test-database.js';

const READERS = Array.from({ length: 20 }, (_, index) => index + 2);
const MESSAGES = 15;

describe('Receipts of the same readers on two nodes at once', () => {
  let database: TestDatabase;
  let nodes: ChatApp[];

  beforeAll(async () => {
    database = await createTestDatabase();
    const keep = { ...database, drop: () => Promise.resolve() };
    nodes = [await startNode(keep), await startNode(keep)];
  });
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await database.drop();
  });

  it('are exact, and nobody is told of a deadlock', async () => {
    const [a, b] = nodes as [ChatApp, ChatApp];
    await a.client.importUsers(1, ...READERS);
    await a.client.saveGroup(1, 1, [1, ...READERS]);
    const ids = (await appendMany(a, inGroup(1, 1), Array<number>(MESSAGES).fill(1))).map(({ msgId }) => msgId);
    const answers = await Promise.all(
      READERS.flatMap((uid) =>
        ids.flatMap((msg_id, place) => [
          a.client.as(uid).post('message/updateMessageReceiveStatus', { msg_id, status: 3 }),
          ...((uid + place) % 2 === 0
            ? [b.client.as(uid).post('message/updateMessageReadStatus', { msg_id, status: 4 })]
            : []),
        ]),
      ),
    );
    for (const answer of answers) expect(answer).toEqual({ status: 200, datas: 1 });
    for (const [place, id] of ids.entries()) {
      const status = datasOf(await a.client.as(1).get('message/getMessageStatus', { msg_id: id }));
      expect(status).toMatchObject({
        received: 20,
        read: 10,
        users: READERS.map((uid) => ({ user_id: uid, status: (uid + place) % 2 === 0 ? 4 : 3 })),
      });
    }
  });
});
