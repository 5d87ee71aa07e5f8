import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';
import { store } from '../support/stores/test-database.js';
import { type SecondServer, startSecondServer } from './support/second-server.js';
import { type Statement, watchStatements } from './support/statements.js';

const SENDER = 1;
const READERS = Array.from({ length: 32 }, (_, index) => index + 2);
const MESSAGES = 20;

/** Where receipts are written: on MySQL two servers at once, whose transactions meet in the database. */
interface Place {
  readonly client: ChatApp['client'];
  readonly statements: Statement[];
}

describe('Concurrent receipts', () => {
  let chat: ChatApp;
  let second: SecondServer | undefined;
  let places: Place[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(SENDER, ...READERS);
    if (store === 'mysql') second = await startSecondServer(chat);
    const apps = second ? [chat, second] : [chat];
    for (const { client } of apps) await Promise.all([SENDER, ...READERS].map((uid) => client.token(uid)));
    places = apps.map(({ app, client }) => ({ client, statements: watchStatements(app) }));
  });
  afterAll(async () => {
    await second?.close();
    await chat.close();
  });

  const sent = async (group: number, members: readonly number[]): Promise<number[]> => {
    await chat.client.saveGroup(2, group, members);
    const rows = await appendMany(chat, inGroup(2, group), Array<number>(MESSAGES).fill(SENDER));
    return rows.map(({ msgId }) => msgId);
  };

  const acknowledge = ({ client }: Place, uid: number, status: 3 | 4, msg_id: number | number[]): Promise<Answer> =>
    client.as(uid).post(`message/updateMessage${status === 3 ? 'Receive' : 'Read'}Status`, { msg_id, status });

  /** Statements that the database made a deadlock's victim meanwhile: after each, UnitOfWork begins anew. */
  const deadlocks = async (work: () => Promise<unknown>): Promise<string[]> => {
    for (const { statements } of places) statements.length = 0;
    await work();
    const all = places.flatMap(({ statements }) => statements);
    expect(all.filter(({ sql }) => sql === 'COMMIT').length).toBeGreaterThanOrEqual(MESSAGES);
    return all.filter(({ error }) => error === 'ER_LOCK_DEADLOCK').map(({ sql }) => sql);
  };

  /** Calls in sequence from every reader and place at once. */
  const race = async (callsOf: (uid: number, place: number) => (() => Promise<Answer>)[]): Promise<Answer[]> => {
    const answers = await Promise.all(
      READERS.flatMap((uid) =>
        places.map(async (_, place) => {
          const own: Answer[] = [];
          for (const call of callsOf(uid, place)) own.push(await call());
          return own;
        }),
      ),
    );
    return answers.flat();
  };

  const expectStatus = async (ids: readonly number[], statusOf: (uid: number, index: number) => number) => {
    for (const [index, msg_id] of ids.entries()) {
      const { users } = datasOf(
        await chat.client.as(SENDER).get<{ users: object[] }>('message/getMessageStatus', { msg_id }),
      );
      expect(users).toEqual(READERS.map((user_id) => ({ user_id, status: statusOf(user_id, index) })));
    }
  };

  it('of 32 readers of one group deadlock nowhere, and are exact', async () => {
    const ids = await sent(1, [SENDER, ...READERS]);
    let answers: Answer[] = [];
    const victims = await deadlocks(async () => {
      answers = await race((uid, place) =>
        // In an order of each reader's own, so that sets grow and melt.
        ids.map((_, step) => () => {
          const index = (step * 7 + uid) % ids.length;
          return acknowledge(places[place] as Place, uid, index % 2 === 0 ? 3 : 4, ids[index] ?? 0);
        }),
      );
    });
    for (const answer of answers) expect(answer).toEqual({ status: 200, datas: 1 });
    await expectStatus(ids, (_, index) => (index % 2 === 0 ? 3 : 4));
    expect(victims).toEqual([]);
  });

  it('of 32 readers over two groups and two statuses at once deadlock nowhere, and are exact', async () => {
    const one = await sent(2, [SENDER, ...READERS]);
    const other = await sent(3, [SENDER, ...READERS]);
    let answers: Answer[] = [];
    const victims = await deadlocks(async () => {
      answers = await race((uid, place) =>
        one.map((id, step) => () => {
          const pair = [id, other[(step * 3 + uid) % other.length] ?? 0];
          // One names the groups in this order, another in that.
          return acknowledge(places[place] as Place, uid, place === 0 ? 3 : 4, uid % 2 === 0 ? pair : pair.reverse());
        }),
      );
    });
    for (const answer of answers) expect(answer).toEqual({ status: 200, datas: 1 });
    const status = places.length > 1 ? 4 : 3;
    await expectStatus(one, () => status);
    await expectStatus(other, () => status);
    expect(victims).toEqual([]);
  });

  /**
   * Rows of a set that comes back where one was deleted lock the gap before them in InnoDB, so that two servers may still
   * meet in a deadlock now and then: it is repeated from BEGIN.
   */
  it('of different readers, whose sets grow and melt at the same time, are exact, and no deadlock is felt', async () => {
    const ids = await sent(4, [SENDER, ...READERS]);
    // Each pair leaves a hole, and fills it.
    const holesFirst = ids.map((id, index) => ids[index ^ 1] ?? id);
    const answers = await race((uid, place) =>
      uid % places.length === place
        ? holesFirst.map((id) => () => acknowledge(places[place] as Place, uid, 4, id))
        : [],
    );
    for (const answer of answers) expect(answer).toEqual({ status: 200, datas: 1 });
    await expectStatus(ids, () => 4);
  });
});
