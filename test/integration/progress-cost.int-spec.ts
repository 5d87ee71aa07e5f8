import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { chunks, rowPlaceholders } from '../../src/database/sql.js';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { appendMany } from '../support/rounds/append-many.js';
import { watchStatements } from './support/statements.js';

const MEMBERS = 10_000;
const MESSAGES = 200;
const READ = 'message/updateMessageReadStatus';

interface Progress {
  msg_id: number;
  received: number;
  read: number;
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('The progress of messages to a large group', () => {
  let chat: ChatApp;
  let sender: UserSocket;
  let ids: number[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...count(1, MEMBERS));
    await chat.client.saveGroup(2, 1);
    for (const part of chunks(count(1, MEMBERS))) await chat.client.addMembers(2, 1, part);
    ids = (await appendMany(chat, inGroup(2, 1), Array<number>(MESSAGES).fill(1))).map(({ msgId }) => msgId);
    // Everybody but 1 and 2 has received half of them; every third one has read a few out of order.
    await chat.app.get(UnitOfWork).run(async (tx) => {
      const [group] = await tx.query<{ id: number }>("SELECT id FROM conversations WHERE conversation_key = 'g:2:1'");
      for (const part of chunks(count(3, MEMBERS), 500)) {
        await tx.execute(
          `INSERT INTO participants (conversation_id, user_id, received_low, read_low) VALUES ${rowPlaceholders(part.length, 4)}`,
          part.flatMap((uid) => [group?.id, uid, MESSAGES / 2, 0]),
        );
        const blocks = part.filter((uid) => uid % 3 === 0);
        await tx.execute(
          `INSERT INTO receipt_blocks (conversation_id, user_id, block, received_set, read_set)
           VALUES ${rowPlaceholders(blocks.length, 5)}`,
          blocks.flatMap((uid) => [group?.id, uid, 0, '151-160,170', '10-12,151-160']),
        );
      }
    });
    await chat.client.token(2);
    sender = await chat.client.connect(1);
  }, 120_000);
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const told = (): Map<number, Progress> =>
    new Map(sender.of<Progress>('message:progress').map((progress) => [progress.msg_id, progress]));
  const readAll = () => chat.client.as(2).post(READ, { msg_id: ids, status: 4 });

  it('is exact, and counted in one pass over the members that leaves the event loop alone', async () => {
    const statements = watchStatements(chat.app);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    expect(datasOf(await readAll())).toBe(1);
    await sender.until('all progresses', () => told().size === MESSAGES);
    delay.disable();
    const others = MEMBERS - 2;
    const thirds = count(3, MEMBERS).filter((uid) => uid % 3 === 0).length;
    for (const [index, id] of ids.entries()) {
      const seq = index + 1;
      const inBlock = (seq >= 151 && seq <= 160) || seq === 170;
      const isReadToo = (seq >= 10 && seq <= 12) || (seq >= 151 && seq <= 160);
      expect(told().get(id)).toEqual({
        msg_id: id,
        conversation_id: 'g:2:1',
        received: 1 + (seq <= MESSAGES / 2 ? others : inBlock ? thirds : 0),
        read: 1 + (isReadToo ? thirds : 0),
      });
    }
    // Once per 500 members, not once per message.
    expect(statements.filter(({ sql }) => sql.includes('participants')).length).toBeLessThan(60);
    // The machine is shared; it was 1,600 ms.
    expect(delay.max / 1e6).toBeLessThan(400);
  });

  it('is told of one page by getMessageStatus without reading all members', async () => {
    const statements = watchStatements(chat.app);
    const reads = chat.app.get(ReadStore);
    const rows: number[] = [];
    const query = reads.query.bind(reads);
    vi.spyOn(reads, 'query').mockImplementation(async (sql, parameters) => {
      const result = await query(sql, parameters);
      rows.push(result.length);
      return result;
    });
    const status = datasOf(
      await chat.client.as(1).get('message/getMessageStatus', { msg_id: ids[169], page: 3, page_size: 10 }),
    );
    const thirds = count(3, MEMBERS).filter((uid) => uid % 3 === 0).length;
    expect(status).toEqual({
      msg_id: ids[169],
      receivers: MEMBERS - 1,
      received: 1 + thirds,
      read: 1,
      users: count(22, 31).map((user_id) => ({ user_id, status: user_id % 3 === 0 ? 3 : 0 })),
    });
    // Those who received it, twice; nobody who did not.
    expect(rows.reduce((sum, n) => sum + n, 0)).toBeLessThan(2 * thirds + 100);
    expect(statements.length).toBeLessThan(40);
  });

  it('is counted again where counting failed', async () => {
    const before = sender.of('message:progress').length;
    const reads = chat.app.get(ReadStore);
    const query = reads.query.bind(reads);
    let failures = 0;
    vi.spyOn(reads, 'query').mockImplementation((sql, parameters) => {
      if (failures >= 2 || !sql.includes('participants')) return query(sql, parameters);
      failures += 1;
      return Promise.reject(new Error('away'));
    });
    expect(datasOf(await chat.client.as(3).post(READ, { msg_id: ids.slice(180), status: 4 }))).toBe(1);
    await sender.until('20 more', (socket) => socket.of('message:progress').length >= before + 20);
    expect(failures).toBe(2);
    for (const id of ids.slice(180)) expect(told().get(id)).toMatchObject({ received: 2, read: 2 });
    expect(sender.of('message:progress')).toHaveLength(before + 20);
  });
});
