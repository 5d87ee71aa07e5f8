import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/session.js';
import { chunks, eachChunk, placeholders, rowPlaceholders } from '../../database/sql.js';
import { type ConversationTarget, FOLLOWERS } from '../../timeline/conversation-target.js';
import { SENDER_KIND } from '../../timeline/message.js';
import { byBlock } from './receipt-marks.js';
import type { RangeSet } from '../../timeline/range-set.js';
import { ACCOUNT_SIDE } from './account-side.js';
import type { NamedMarks } from './receipt-command.js';
import { pushReceiptsAdvanced } from './receipt-events.js';
import { RECEIPT_STATUS, type ReceiptStatus } from './receipt-status.js';

const ROWS = 500;

interface ReceiptRow {
  push_id: number;
  user_id: number;
  status: number;
  received_at: number;
  read_at: number | null;
}

interface Delta {
  received: number;
  read: number;
}

/**
 * What users received and read of official accounts' messages: a row per user who acknowledged, with both
 * times, and exact counts beside the message. Written in the transaction that marks them, which holds the
 * user's side; counts last, by id ascending.
 */
@Injectable()
export class PushReceipts {
  /** @param freshOf the seqs that each side has marked for the first time, in the order of the calls */
  async record(tx: Tx, at: number, freshOf: ReadonlyMap<NamedMarks, RangeSet>): Promise<void> {
    const marked: { uid: number; status: ReceiptStatus; ids: number[] }[] = [];
    for (const [{ conversationId, target, uid, status, visible }, marks] of freshOf) {
      if (!isOfAccount(target) || uid === ACCOUNT_SIDE) continue;
      // A conversation that is read up to a seq marks what was sent before its reader came, too.
      const fresh = marks.intersect(visible);
      if (!fresh.isEmpty) marked.push({ uid, status, ids: await this.findPushes(tx, conversationId, fresh) });
    }
    const rows = new Map<string, ReceiptRow>();
    const byUser = new Map<number, Set<number>>();
    for (const { uid, ids } of marked) {
      const known = byUser.get(uid) ?? new Set();
      for (const id of ids) known.add(id);
      byUser.set(uid, known);
    }
    for (const [uid, ids] of byUser) await this.load(tx, uid, [...ids], rows);
    const deltas = new Map<number, Delta>();
    const changed = new Map<string, ReceiptRow>();
    for (const { uid, status, ids } of marked) {
      for (const id of ids) {
        const key = `${id}:${uid}`;
        const row = advance(rows.get(key), { push_id: id, user_id: uid }, status, at, deltas);
        if (!row) continue;
        rows.set(key, row);
        changed.set(key, row);
      }
    }
    await this.save(tx, [...changed.values()]);
    await this.count(tx, deltas);
  }

  /** Those of the seqs that an official account sent, by id. */
  private async findPushes(tx: Tx, conversationId: number, fresh: RangeSet): Promise<number[]> {
    const ids: number[] = [];
    const ranges = [...byBlock(fresh).values()].flatMap(({ list }) => list);
    await eachChunk(chunks(ranges, 100), async (part) => {
      const rows = await tx.query<{ id: number }>(
        `SELECT id FROM messages WHERE conversation_id = ? AND sender_kind = ${SENDER_KIND.service}
         AND (${part.map(() => 'seq BETWEEN ? AND ?').join(' OR ')})`,
        [conversationId, ...part.flatMap(({ from, to }) => [from, to])],
      );
      for (const row of rows) ids.push(row.id);
    });
    return ids;
  }

  private async load(tx: Tx, uid: number, ids: readonly number[], rows: Map<string, ReceiptRow>): Promise<void> {
    await eachChunk(chunks(ids, ROWS), async (part) => {
      const found = await tx.query<ReceiptRow>(
        `SELECT push_id, user_id, status, received_at, read_at FROM push_receipts
         WHERE user_id = ? AND push_id IN (${placeholders(part.length)})`,
        [uid, ...part],
      );
      for (const row of found) rows.set(`${row.push_id}:${row.user_id}`, row);
    });
  }

  private async save(tx: Tx, rows: readonly ReceiptRow[]): Promise<void> {
    const sorted = [...rows].sort((a, b) => a.push_id - b.push_id || a.user_id - b.user_id);
    await eachChunk(chunks(sorted, ROWS), (part) =>
      tx.execute(
        `INSERT INTO push_receipts (push_id, user_id, status, received_at, read_at)
         VALUES ${rowPlaceholders(part.length, 5)}
         ${tx.dialect.upsert(['push_id', 'user_id'], ['status', 'read_at'])}`,
        part.flatMap((row) => [row.push_id, row.user_id, row.status, row.received_at, row.read_at]),
      ),
    );
  }

  private async count(tx: Tx, deltas: ReadonlyMap<number, Delta>): Promise<void> {
    if (deltas.size === 0) return;
    const sorted = [...deltas].sort(([a], [b]) => a - b);
    tx.emit(pushReceiptsAdvanced, { ids: sorted.map(([id]) => id) });
    for (const part of chunks(sorted, 100)) {
      const when = 'WHEN ? THEN ? '.repeat(part.length);
      await tx.execute(
        `UPDATE pushes SET received_count = received_count + CASE id ${when} ELSE 0 END,
         read_count = read_count + CASE id ${when} ELSE 0 END WHERE id IN (${placeholders(part.length)})`,
        [
          ...part.flatMap(([id, { received }]) => [id, received]),
          ...part.flatMap(([id, { read }]) => [id, read]),
          ...part.map(([id]) => id),
        ],
      );
    }
  }
}

function isOfAccount(target: ConversationTarget): boolean {
  return target.kind === 'service' || (target.kind === 'group' && target.groupType === FOLLOWERS);
}

/** What a receipt makes of the row; undefined where it says nothing new. */
function advance(
  row: ReceiptRow | undefined,
  key: Pick<ReceiptRow, 'push_id' | 'user_id'>,
  status: ReceiptStatus,
  at: number,
  deltas: Map<number, Delta>,
): ReceiptRow | undefined {
  if (row && row.status >= status) return undefined;
  const isRead = status === RECEIPT_STATUS.read;
  const delta = deltas.get(key.push_id) ?? { received: 0, read: 0 };
  deltas.set(key.push_id, {
    received: delta.received + (row ? 0 : 1),
    read: delta.read + (isRead ? 1 : 0),
  });
  const received_at = row?.received_at ?? at;
  // Received before it was read, whichever node's clock is behind.
  return { ...key, status, received_at, read_at: isRead ? Math.max(at, received_at) : null };
}
