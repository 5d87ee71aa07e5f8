import { ReadStore } from '../../../src/database/read-store.js';
import type { Tx } from '../../../src/database/session.js';
import { chunks, rowPlaceholders } from '../../../src/database/sql.js';
import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import type { ChatApp } from '../../support/chat/chat-app.js';

/** Straight into the tables, as a million calls would leave them. */
export class LargeAudience {
  constructor(private readonly chat: ChatApp) {}

  /** Users 1 … count. */
  async users(count: number): Promise<void> {
    const uids = Array.from({ length: count }, (_, index) => index + 1);
    await this.inChunks(uids, (tx, part) =>
      tx.execute(
        `${tx.dialect.insertIgnore} INTO users (id, nickname, photo, created_at, updated_at)
         VALUES ${rowPlaceholders(part.length, 5)}`,
        part.flatMap((uid) => [uid, `user ${uid}`, '', 1, 1]),
      ),
    );
  }

  /** Users who have followed from the first. */
  async followers(serviceId: number, uids: readonly number[]): Promise<void> {
    const group = await this.groupOf(serviceId);
    await this.inChunks(uids, (tx, part) =>
      tx.execute(
        `INSERT INTO group_members (conversation_id, user_id, role, since_seq, joined_no, joined_at)
         VALUES ${rowPlaceholders(part.length, 6)}`,
        part.flatMap((uid) => [group, uid, 0, 0, uid, 1]),
      ),
    );
    await this.chat.app
      .get(UnitOfWork)
      .run((tx) =>
        tx.execute('UPDATE conversations SET member_count = ?, joins = ?, members_version = 1 WHERE id = ?', [
          uids.length,
          uids.length,
          group,
        ]),
      );
  }

  /** Times during which users followed, who do so no more. */
  async former(serviceId: number, intervals: readonly { uid: number; since: number; until: number }[]): Promise<void> {
    const group = await this.groupOf(serviceId);
    await this.inChunks(intervals, (tx, part) =>
      tx.execute(
        `INSERT INTO past_memberships (conversation_id, user_id, since_seq, until_seq)
         VALUES ${rowPlaceholders(part.length, 4)}`,
        part.flatMap(({ uid, since, until }) => [group, uid, since, until]),
      ),
    );
  }

  /** The next broadcast gets the seq after this one. */
  async setLastSeq(serviceId: number, seq: number): Promise<void> {
    const group = await this.groupOf(serviceId);
    await this.chat.app
      .get(UnitOfWork)
      .run((tx) => tx.execute('UPDATE conversations SET last_seq = ? WHERE id = ?', [seq, group]));
  }

  /** @param statusOf 3 or 4; 0 where the user has not received it */
  async receipts(pushId: number, uids: readonly number[], statusOf: (uid: number) => number): Promise<void> {
    const received = uids.filter((uid) => statusOf(uid) > 0);
    const read = received.filter((uid) => statusOf(uid) === 4);
    await this.inChunks(received, (tx, part) =>
      tx.execute(
        `INSERT INTO push_receipts (push_id, user_id, status, received_at, read_at)
         VALUES ${rowPlaceholders(part.length, 5)}`,
        part.flatMap((uid) => [pushId, uid, statusOf(uid), 1, statusOf(uid) === 4 ? 2 : null]),
      ),
    );
    const counts = [received.length, read.length, pushId];
    await this.chat.app
      .get(UnitOfWork)
      .run((tx) => tx.execute('UPDATE pushes SET received_count = ?, read_count = ? WHERE id = ?', counts));
  }

  private async groupOf(serviceId: number): Promise<number> {
    const [group] = await this.chat.app
      .get(ReadStore)
      .query<{ id: number }>('SELECT id FROM conversations WHERE conversation_key = ?', [`g:4:${serviceId}`]);
    if (!group) throw new Error(`Nobody ever followed ${serviceId}`);
    return group.id;
  }

  private async inChunks<T>(items: readonly T[], insert: (tx: Tx, part: readonly T[]) => Promise<unknown>) {
    for (const part of chunks(items, 2000)) await this.chat.app.get(UnitOfWork).run((tx) => insert(tx, part));
  }
}
