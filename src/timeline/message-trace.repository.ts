import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import { targetOf } from './conversation-target.js';
import { SENDER_KIND } from './message.js';
import type { MessageRow, PlaceRow } from './message.repository.js';
import type { LocatedMessage } from './timeline-reader.js';

/** A message's way into the store; times in UTC milliseconds. */
export interface TracedMessage extends LocatedMessage {
  /** When a server took it in; undefined of what was sent before that was kept. */
  readonly acceptedAt: number | undefined;
  /** Taken inside the transaction, right before it was stored and committed. */
  readonly committedAt: number;
  readonly recalledAt: number | undefined;
}

type TraceRow = Omit<PlaceRow, 'expired_seq'> &
  Pick<MessageRow, 'created_at' | 'recalled_at'> & { accepted_at: number | null };

/** Reads what support asks of single messages, whoever may see them. Never a body. */
@Injectable()
export class MessageTraceRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Of a push to listed users, which stands in a dialogue of each, one of its places. */
  async find(id: number): Promise<TracedMessage | undefined> {
    const [row] = await this.reads.query<TraceRow>(
      `SELECT m.id, m.conversation_id, m.seq, m.sender_kind, m.sender_id, m.receivers, m.accepted_at, m.created_at,
         m.recalled_at, c.conversation_key
       FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE m.id = ? AND m.seq > c.expired_seq ORDER BY m.conversation_id LIMIT 1`,
      [id],
    );
    return row && toTraced(row);
  }
}

function toTraced(row: TraceRow): TracedMessage {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    target: targetOf(row.conversation_key),
    seq: row.seq,
    sender: { kind: row.sender_kind === SENDER_KIND.service ? 'service' : 'user', id: row.sender_id },
    receivers: row.receivers,
    acceptedAt: row.accepted_at ?? undefined,
    committedAt: row.created_at,
    recalledAt: row.recalled_at ?? undefined,
  };
}
