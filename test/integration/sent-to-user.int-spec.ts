import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { chunks, rowPlaceholders } from '../../src/database/sql.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { DEFAULT_PAGE_SIZE } from '../../src/wire/fields/page.dto.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { store } from '../support/stores/test-database.js';

const SERVICE = 7;
const BROADCASTS = 2_600;
/** Follows all along. */
const LOYAL = 1;
/** Follows and unfollows between any two broadcasts, and is written to, and writes, meanwhile. */
const FICKLE = 2;
const STRANGER = 3;
const DIALOGUE = 900_001;

interface Page {
  readonly total: number;
  readonly msgs: readonly { readonly msg_id: number }[];
}

/** Years of an account, straight into the tables: ids say nothing of the order. */
class Scene {
  readonly toLoyal: number[] = [];
  readonly toFickle: number[] = [];
  private readonly pushes: unknown[][] = [];
  private readonly messages: unknown[][] = [];
  private readonly inbox: unknown[][] = [];
  private readonly intervals: unknown[][] = [];
  private no = 0;
  private seq = 0;

  constructor(
    private readonly chat: ChatApp,
    private readonly group: number,
  ) {
    for (let broadcast = 1; broadcast <= BROADCASTS; broadcast += 1) {
      this.broadcast(broadcast);
      if (broadcast % 5 === 0) this.push();
      if (broadcast % 7 === 0) this.ask();
    }
  }

  private send(kind: number, conversation: number, seq: number): number {
    this.no += 1;
    const id = 1_000_000 - this.no;
    this.pushes.push([id, SERVICE, this.no, kind, 1, '{"text":"x"}', 1, 1]);
    this.messages.push([conversation, seq, id, 1, SERVICE, 1, '', '', 1, 1]);
    return id;
  }

  private broadcast(seq: number): void {
    const id = this.send(1, this.group, seq);
    this.toLoyal.unshift(id);
    if (seq % 2 === 0) return;
    this.toFickle.unshift(id);
    this.intervals.push([this.group, FICKLE, seq - 1, seq]);
  }

  private push(): void {
    this.toFickle.unshift(this.send(0, DIALOGUE, (this.seq += 1)));
  }

  private ask(): void {
    this.seq += 1;
    this.messages.push([DIALOGUE, this.seq, 2_000_000 + this.seq, 0, FICKLE, 1, '{"text":"?"}', '', 1, 1]);
    this.inbox.push([SERVICE, this.inbox.length + 1, FICKLE, DIALOGUE, this.seq]);
  }

  async store(): Promise<void> {
    const message = 'conversation_id, seq, id, sender_kind, sender_id, type, body, content_hash, receivers, created_at';
    await this.insert('pushes', 'id, service_id, service_no, kind, type, body, receivers, created_at', this.pushes);
    await this.insert('messages', message, this.messages);
    await this.insert('service_inbox', 'service_id, no, user_id, conversation_id, seq', this.inbox);
    await this.insert('past_memberships', 'conversation_id, user_id, since_seq, until_seq', this.intervals);
    const member = 'conversation_id, user_id, role, since_seq, joined_no, joined_at';
    await this.insert('group_members', member, [[this.group, LOYAL, 0, 0, 1, 1]]);
    const conversation = 'id, conversation_key, kind, last_seq';
    await this.insert('conversations', conversation, [[DIALOGUE, `s:${SERVICE}:${FICKLE}`, 1, this.seq]]);
    await this.insert('participants', 'conversation_id, user_id', [
      [DIALOGUE, 0],
      [DIALOGUE, FICKLE],
    ]);
    await this.insert('service_counters', 'service_id, inbox_no, outbox_no', [[SERVICE, this.inbox.length, this.no]]);
    await this.chat.app
      .get(UnitOfWork)
      .run((tx) => tx.execute('UPDATE conversations SET last_seq = ? WHERE id = ?', [BROADCASTS, this.group]));
  }

  private async insert(table: string, columns: string, rows: readonly unknown[][]): Promise<void> {
    for (const part of chunks(rows, 1000))
      await this.chat.app.get(UnitOfWork).run((tx) => {
        const values = rowPlaceholders(part.length, part[0]?.length ?? 0);
        return tx.execute(`INSERT INTO ${table} (${columns}) VALUES ${values}`, part.flat());
      });
  }
}

describe('What one user got from an account, over years', () => {
  let chat: ChatApp;
  let scene: Scene;

  beforeAll(async () => {
    // One connection: what its session did is what the server did.
    chat = await startChat({ DB_POOL_SIZE: '1' });
    await chat.client.importUsers(LOYAL, FICKLE, STRANGER);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: [STRANGER] }));
    datasOf(await chat.client.cms('removeServiceFollowers', { service_id: SERVICE, user_id: [STRANGER] }));
    const [group] = await chat.app
      .get(ReadStore)
      .query<{ id: number }>('SELECT id FROM conversations WHERE conversation_key = ?', [`g:4:${SERVICE}`]);
    scene = new Scene(chat, group?.id ?? 0);
    await scene.store();
  }, 120_000);
  afterAll(() => chat.close());

  const sent = async (user_id?: number, page?: number, page_size?: number): Promise<Page> => {
    const query = { service_id: SERVICE, search_type: 2, user_id, page, page_size };
    return datasOf(await chat.client.get<Page>('cms/getServiceMsg', query, { 'x-api-key': TEST_API_KEY }));
  };
  const idsOf = ({ msgs }: Page): number[] => msgs.map(({ msg_id }) => msg_id);

  it.each([
    ['who follows all along', LOYAL, () => scene.toLoyal],
    ['who came and went 1,300 times', FICKLE, () => scene.toFickle],
    ['who got nothing', STRANGER, () => []],
  ] as const)('is exact, in commit order, of one %s', async (_, uid, expected) => {
    const all = expected();
    const last = Math.ceil(all.length / 100);
    for (const page of [1, 2, 7, 11, 13, 16, last, last + 1, 2 ** 53 - 1].filter((number) => number > 0)) {
      const answer = await sent(uid, page, 100);
      expect(answer.total).toBe(all.length);
      expect(idsOf(answer), `page ${page}`).toEqual(all.slice((page - 1) * 100, page * 100));
    }
  });

  it('is 50 of it, where no number is given; and of all that the account sent', async () => {
    expect(idsOf(await sent(LOYAL))).toEqual(scene.toLoyal.slice(0, DEFAULT_PAGE_SIZE));
    const everybody = await sent();
    expect([everybody.total > 1_000, everybody.msgs.length]).toEqual([true, 50]);
  });

  it('and what comes now is the first of it', async () => {
    const message = { service_id: SERVICE, msg_type: 1, message: { text: 'now' } };
    const before = await sent(FICKLE, 1, 1);
    const listed = datasOf(await chat.client.cms<number>('sendMessage', { ...message, user_id: [FICKLE] }));
    datasOf(
      await chat.client.as(FICKLE).post('message/sendMessage', {
        to_uid: SERVICE,
        send_type: 2,
        message: { msg_type: 1, body: { text: 'and I' } },
      }),
    );
    const broadcast = datasOf(await chat.client.cms<number>('broadcastMessage', message));
    const fickle = await sent(FICKLE, 1, 2);
    expect(fickle.total).toBe(before.total + 1);
    expect(idsOf(fickle)).toEqual([listed, ...idsOf(before)]);
    expect(idsOf(await sent(LOYAL, 1, 2))).toEqual([broadcast, scene.toLoyal[0]]);
  });

  it('is what is left, where the oldest has expired', async () => {
    const half = BROADCASTS / 2;
    const [group] = await chat.app
      .get(ReadStore)
      .query<{ id: number }>('SELECT id FROM conversations WHERE conversation_key = ?', [`g:4:${SERVICE}`]);
    const before = { loyal: await sent(LOYAL, 1, 1), fickle: await sent(FICKLE, 1, 1) };
    await chat.app.get(UnitOfWork).run(async (tx) => {
      await tx.execute('DELETE FROM messages WHERE conversation_id = ? AND seq <= ?', [group?.id, half]);
      await tx.execute('UPDATE conversations SET expired_seq = ? WHERE id = ?', [half, group?.id]);
    });
    const loyal = await sent(LOYAL, 2, 1000);
    expect(loyal.total).toBe(before.loyal.total - half);
    expect(idsOf(loyal)).toHaveLength(loyal.total - 1000);
    expect(idsOf(loyal).at(-1)).toBe(scene.toLoyal[half - 1]);
    expect((await sent(FICKLE, 1, 1)).total).toBe(before.fickle.total - half / 2);
  });

  it.runIf(store === 'mysql')('costs its page, not what there is', async () => {
    const read = async (): Promise<number> => {
      const rows = await chat.app.get(ReadStore).query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
      return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
    };
    const during = async (uid: number, page: number): Promise<number> => {
      const before = await read();
      const idle = (await read()) - before;
      await sent(uid, page, 20);
      return (await read()) - before - 2 * idle;
    };
    // Messages and their pushes, of two conversations; a page's pushes; a few single rows.
    const page = 2 * 2 * 20 + 2 * 20 + 30;
    expect(await during(LOYAL, 1)).toBeLessThan(page);
    // Wherever the page lies.
    for (const deep of [10, 60, Math.floor(BROADCASTS / 2 / 20)]) expect(await during(LOYAL, deep)).toBeLessThan(page);
    // Each interval, and each message of their own dialogue, is read once.
    expect(await during(FICKLE, 1)).toBeLessThan(page + BROADCASTS / 2 + BROADCASTS / 5 + BROADCASTS / 7 + 30);
    // Of two lists that are mixed, as much of each as there is of the shorter one, with its pushes; and what is passed over.
    const mixed = 2 * 2 * (BROADCASTS / 5) + BROADCASTS / 5 + BROADCASTS / 7;
    expect(await during(FICKLE, 80)).toBeLessThan(page + BROADCASTS / 2 + BROADCASTS / 5 + BROADCASTS / 7 + 30 + mixed);
  });
});
