import { Injectable } from '@nestjs/common';
import { yieldToOthers } from '../../common/async/pause.js';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { chunks, placeholders, rowPlaceholders } from '../../database/sql.js';
import { targetOf } from '../../timeline/conversation-target.js';
import type { PushedPlace } from '../../timeline/timeline-events.js';

export interface RecallableRow {
  created_at: number;
  recalled_at: number | null;
}

/** One line of the log of recalls; `no` counts in commit order, over all conversations. */
export interface RecallRow {
  no: number;
  conversation_id: number;
  seq: number;
  msg_id: number;
}

export interface RecallablePush {
  kind: number;
  service_id: number;
  recalled_at: number | null;
}

const SEQUENCE = 'recalls';

@Injectable()
export class RecallRepository {
  constructor(private readonly reads: ReadStore) {}

  async findMessage(tx: Tx, conversationId: number, seq: number): Promise<RecallableRow | undefined> {
    const sql = `SELECT created_at, recalled_at FROM messages WHERE conversation_id = ? AND seq = ? ${tx.dialect.forUpdate}`;
    const [row] = await tx.query<RecallableRow>(sql, [conversationId, seq]);
    return row;
  }

  /** Removes the body and logs the recall. The counter's row stays locked until the commit: numbers come in its order. */
  async recall(tx: Tx, place: Omit<RecallRow, 'no'>, now: number): Promise<void> {
    const { conversation_id, seq, msg_id } = place;
    await tx.execute("UPDATE messages SET body = '', recalled_at = ? WHERE conversation_id = ? AND seq = ?", [
      now,
      conversation_id,
      seq,
    ]);
    await tx.execute('UPDATE sequences SET next_value = next_value + 1 WHERE name = ?', [SEQUENCE]);
    await tx.execute(
      `INSERT INTO recalls (no, conversation_id, seq, msg_id)
       SELECT next_value - 1, ?, ?, ? FROM sequences WHERE name = ?`,
      [conversation_id, seq, msg_id, SEQUENCE],
    );
  }

  /** As `recall`, of one message that stands in many conversations; its body stands elsewhere. */
  async recallCopies(tx: Tx, msgId: number, places: readonly PushedPlace[], now: number): Promise<void> {
    for (const part of chunks(places, 500)) {
      const ids = part.map(({ conversationId }) => conversationId);
      await tx.execute(
        `UPDATE messages SET recalled_at = ? WHERE id = ? AND conversation_id IN (${placeholders(ids.length)})`,
        [now, msgId, ...ids],
      );
      await yieldToOthers();
    }
    await this.log(
      tx,
      places.map(({ conversationId, seq }) => ({ conversation_id: conversationId, seq, msg_id: msgId })),
    );
  }

  /** Enters recalls into the log, last in their transaction: everybody's recalls wait for the numbers. */
  async log(tx: Tx, recalls: readonly Omit<RecallRow, 'no'>[]): Promise<void> {
    await tx.execute('UPDATE sequences SET next_value = next_value + ? WHERE name = ?', [recalls.length, SEQUENCE]);
    const [row] = await tx.query<{ next_value: number }>('SELECT next_value FROM sequences WHERE name = ?', [SEQUENCE]);
    let no = (row?.next_value ?? 0) - recalls.length;
    for (const part of chunks(recalls, 500)) {
      await tx.execute(
        `INSERT INTO recalls (no, conversation_id, seq, msg_id) VALUES ${rowPlaceholders(part.length, 4)}`,
        part.flatMap(({ conversation_id, seq, msg_id }) => [no++, conversation_id, seq, msg_id]),
      );
    }
  }

  /** Where a push to listed users stands, with each one's user. */
  async findCopies(tx: Tx, msgId: number): Promise<PushedPlace[]> {
    const rows = await tx.query<{ conversation_id: number; seq: number; conversation_key: string }>(
      `SELECT m.conversation_id, m.seq, c.conversation_key FROM messages m
       JOIN conversations c ON c.id = m.conversation_id WHERE m.id = ? ORDER BY m.conversation_id`,
      [msgId],
    );
    return rows.map(({ conversation_id, seq, conversation_key }) => {
      const target = targetOf(conversation_key);
      return { uid: target.kind === 'service' ? target.uid : 0, conversationId: conversation_id, seq };
    });
  }

  /** Locks an official account's message. */
  async findPush(tx: Tx, msgId: number): Promise<RecallablePush | undefined> {
    const sql = `SELECT kind, service_id, recalled_at FROM pushes WHERE id = ? ${tx.dialect.forUpdate}`;
    const [row] = await tx.query<RecallablePush>(sql, [msgId]);
    return row;
  }

  async recallPush(tx: Tx, msgId: number, now: number): Promise<void> {
    await tx.execute("UPDATE pushes SET body = '', recalled_at = ? WHERE id = ?", [now, msgId]);
  }

  /** The number that the next recall gets: all below it are committed. */
  async nextNo(): Promise<number> {
    const [row] = await this.reads.query<{ next_value: number }>('SELECT next_value FROM sequences WHERE name = ?', [
      SEQUENCE,
    ]);
    return row?.next_value ?? 1;
  }

  /** The first `limit` of the recalls `from` … `to` − 1 in these conversations, oldest first. */
  async findBetween(conversationIds: readonly number[], from: number, to: number, limit: number): Promise<RecallRow[]> {
    const rows: RecallRow[] = [];
    for (const part of chunks(conversationIds)) {
      // Plain `no` would lead the optimiser through everybody's recalls by the primary key.
      rows.push(
        ...(await this.reads.query<RecallRow>(
          `SELECT no, conversation_id, seq, msg_id FROM recalls
           WHERE conversation_id IN (${placeholders(part.length)}) AND no >= ? AND no < ?
           ORDER BY no + 0 LIMIT ?`,
          [...part, from, to, limit],
        )),
      );
    }
    return rows.sort((a, b) => a.no - b.no).slice(0, limit);
  }
}
