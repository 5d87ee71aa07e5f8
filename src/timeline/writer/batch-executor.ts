import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { AppError } from '../../common/errors/app-error.js';
import { IdAllocator } from '../../database/id-allocator.js';
import { Metrics } from '../../metrics/metrics.js';
import type { Tx } from '../../database/session.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ConversationRepository } from '../conversation.repository.js';
import { type Message, SENDER_KIND } from '../message.js';
import { type ClientId, MessageRepository, type NewMessageRow, type StoredSend } from '../message.repository.js';
import { ServiceLedger, type StoredMessage } from '../pushes/service-ledger.js';
import { messageCreated } from '../timeline-events.js';
import type { Addressed, Held } from './addressed.js';
import { askRules } from './ask-rules.js';
import type { AppendResult, Verdict } from './append-command.js';
import type { PendingAppend } from './pending-append.js';

/** Up to MAX_BATCH of the queue. */
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

type Outcome = AppendResult | AppError;

/** One batch, one transaction (architecture, section 4): lock, look up repeats, ask the rules, insert, advance. */
@Injectable()
export class BatchExecutor {
  private readonly batchSize: Histogram;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdAllocator,
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly ledger: ServiceLedger,
    metrics: Metrics,
  ) {
    this.batchSize = metrics.histogram('writer_batch_size', 'Sends that one transaction carried out', BATCH_SIZES);
  }

  /**
   * Carries the commands out and answers them once they are committed. Where the transaction fails
   * nothing was stored (or, after a failed COMMIT, nobody knows) and nobody was answered.
   * @param wait whether to wait for conversations that another transaction holds
   * @returns the commands left out because their conversation was held
   */
  async execute(batch: readonly Addressed[], wait: boolean): Promise<PendingAppend[]> {
    const ids = await this.ids.take('messages', batch.length);
    const { outcomes, skipped } = await this.unitOfWork.run((tx) => this.transact(tx, batch, ids, wait));
    if (outcomes.size > 0) this.batchSize.observe(outcomes.size);
    for (const [pending, outcome] of outcomes) {
      if (outcome instanceof AppError) pending.reject(outcome);
      else pending.resolve(outcome);
    }
    return skipped;
  }

  private async transact(tx: Tx, batch: readonly Addressed[], ids: readonly number[], wait: boolean) {
    const outcomes = new Map<PendingAppend, Outcome>();
    const skipped: PendingAppend[] = [];
    const locked: Held[] = [];
    // On a repetition after a deadlock some may have been answered by their deadline.
    const live = batch.filter(({ pending }) => !pending.isSettled);
    if (live.length === 0) return { outcomes, skipped };

    const wanted = [...new Set(live.map(({ conversationId }) => conversationId))].sort((a, b) => a - b);
    // In one round trip: what is read is read under the locks all the same.
    const [held, repeated, judge] = await Promise.all([
      this.conversations.lock(tx, wanted, wait),
      this.messages.findByClientIds(tx, live.flatMap(clientIdOf)),
      askRules(tx, live),
    ]);
    for (const { pending, conversationId } of live) {
      const conversation = held.get(conversationId);
      if (conversation) locked.push({ pending, conversation });
      else skipped.push(pending);
    }
    const fresh = locked.filter((item) => !answerRepeat(item, repeated, judge, outcomes));
    await this.store(tx, fresh, judge, ids, outcomes);
    return { outcomes, skipped };
  }

  private async store(
    tx: Tx,
    held: readonly Held[],
    judge: (held: Held) => Verdict,
    ids: readonly number[],
    outcomes: Map<PendingAppend, Outcome>,
  ): Promise<void> {
    const createdAt = Date.now();
    const lastSeqs = new Map<number, number>();
    const rows: NewMessageRow[] = [];
    const stored: StoredMessage[] = [];
    for (const item of held) {
      const { pending, conversation } = item;
      const verdict = judge(item);
      if (!verdict.allowed) {
        outcomes.set(pending, verdict.error);
        continue;
      }
      const { command } = pending;
      const seq = (lastSeqs.get(conversation.id) ?? conversation.lastSeq) + 1;
      lastSeqs.set(conversation.id, seq);
      const id = ids[rows.length] ?? 0;
      const { sender, receivers } = verdict;
      const { target, clientMsgId, type, body, origin } = command;
      const message: Message = {
        id,
        conversationId: conversation.id,
        target,
        seq,
        sender,
        clientMsgId,
        type,
        body,
        createdAt,
      };
      rows.push(toRow(message, pending, receivers));
      stored.push({ message, receivers, hash: pending.hash });
      outcomes.set(pending, { msgId: id, seq });
      tx.emit(messageCreated, { message, membersVersion: conversation.membersVersion, receivers, origin });
    }
    if (rows.length === 0) return;
    await this.messages.insert(tx, rows);
    await this.conversations.advance(tx, lastSeqs);
    await this.ledger.record(tx, stored);
  }
}

function clientIdOf({ pending: { command } }: Addressed): ClientId[] {
  const { senderKind, senderId, clientMsgId } = command;
  return clientMsgId === undefined ? [] : [{ senderKind, senderId, clientMsgId }];
}

/**
 * A repeat is answered whatever the rules say: its sender may have been blocked or removed since. But whoever
 * may not call at all is told nothing.
 * @returns whether it is one
 */
function answerRepeat(
  item: Held,
  stored: ReadonlyMap<string, StoredSend>,
  judge: (held: Held) => Verdict,
  outcomes: Map<PendingAppend, Outcome>,
): boolean {
  const { pending } = item;
  const first = pending.repeatKey === undefined ? undefined : stored.get(pending.repeatKey);
  if (!first) return false;
  const verdict = judge(item);
  const same = first.hash === pending.hash;
  if (!verdict.allowed && verdict.error.code === 10001) outcomes.set(pending, verdict.error);
  else outcomes.set(pending, same ? { msgId: first.msgId, seq: first.seq } : new AppError(20009));
  return true;
}

function toRow(message: Message, { hash, acceptedAt }: PendingAppend, receivers: number): NewMessageRow {
  return {
    conversation_id: message.conversationId,
    seq: message.seq,
    id: message.id,
    sender_kind: SENDER_KIND[message.sender.kind],
    sender_id: message.sender.id,
    client_msg_id: message.clientMsgId ?? null,
    type: message.type,
    // What an official account sends is stored once, in the ledger.
    body: message.sender.kind === 'service' ? '' : JSON.stringify(message.body),
    content_hash: hash,
    receivers,
    accepted_at: acceptedAt,
    created_at: message.createdAt,
  };
}
