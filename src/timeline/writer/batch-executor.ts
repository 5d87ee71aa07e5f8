import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { AppError } from '../../common/errors/app-error.js';
import { IdAllocator } from '../../database/id-allocator.js';
import { Metrics } from '../../metrics/metrics.js';
import type { Tx } from '../../database/session.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ConversationRepository } from '../conversation.repository.js';
import { type Message, SENDER_KIND } from '../message.js';
import { type ClientId, MessageRepository, type NewMessageRow } from '../message.repository.js';
import { ServiceLedger, type StoredMessage } from '../pushes/service-ledger.js';
import { messageCreated } from '../timeline-events.js';
import type { AppendResult, AppendRules, JudgedCommand, LockedConversation, Verdict } from './append-command.js';
import type { PendingAppend } from './pending-append.js';

/** Up to MAX_BATCH of the queue. */
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** A command whose conversation is known. */
export interface Addressed {
  readonly pending: PendingAppend;
  readonly conversationId: number;
}

interface Locked {
  readonly pending: PendingAppend;
  readonly conversation: LockedConversation;
}

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
    const locked: Locked[] = [];
    // On a repetition after a deadlock some may have been answered by their deadline.
    const live = batch.filter(({ pending }) => !pending.isSettled);
    if (live.length === 0) return { outcomes, skipped };

    const wanted = [...new Set(live.map(({ conversationId }) => conversationId))].sort((a, b) => a - b);
    const held = await this.conversations.lock(tx, wanted, wait);
    for (const { pending, conversationId } of live) {
      const conversation = held.get(conversationId);
      if (conversation) locked.push({ pending, conversation });
      else skipped.push(pending);
    }

    const fresh = await this.answerRepeats(tx, locked, outcomes);
    const verdicts = await this.judge(tx, fresh);
    await this.store(tx, fresh, verdicts, ids, outcomes);
    return { outcomes, skipped };
  }

  /** A repeat is answered before any rule is asked: its sender may have been blocked or removed since. */
  private async answerRepeats(
    tx: Tx,
    locked: readonly Locked[],
    outcomes: Map<PendingAppend, Outcome>,
  ): Promise<Locked[]> {
    const clientIds = locked.flatMap(({ pending: { command } }) =>
      command.clientMsgId === undefined ? [] : [{ ...command, clientMsgId: command.clientMsgId } satisfies ClientId],
    );
    const stored = await this.messages.findByClientIds(tx, clientIds);
    return locked.filter(({ pending }) => {
      const first = pending.repeatKey === undefined ? undefined : stored.get(pending.repeatKey);
      if (!first) return true;
      const same = first.hash === pending.hash;
      outcomes.set(pending, same ? { msgId: first.msgId, seq: first.seq } : new AppError(20009));
      return false;
    });
  }

  private async judge(tx: Tx, locked: readonly Locked[]): Promise<Map<PendingAppend, Verdict>> {
    const byRules = new Map<AppendRules, Locked[]>();
    for (const item of locked) {
      const { rules } = item.pending.command;
      byRules.set(rules, [...(byRules.get(rules) ?? []), item]);
    }
    const verdicts = new Map<PendingAppend, Verdict>();
    for (const [rules, items] of byRules) {
      const asked = items.map(({ pending, conversation }): JudgedCommand => ({
        command: pending.command,
        conversation,
      }));
      const answers = await rules.judge(tx, asked);
      items.forEach(({ pending }, index) => {
        const verdict = answers[index];
        if (verdict) verdicts.set(pending, verdict);
      });
    }
    return verdicts;
  }

  private async store(
    tx: Tx,
    locked: readonly Locked[],
    verdicts: ReadonlyMap<PendingAppend, Verdict>,
    ids: readonly number[],
    outcomes: Map<PendingAppend, Outcome>,
  ): Promise<void> {
    const createdAt = Date.now();
    const lastSeqs = new Map<number, number>();
    const rows: NewMessageRow[] = [];
    const stored: StoredMessage[] = [];
    for (const { pending, conversation } of locked) {
      const verdict = verdicts.get(pending);
      if (!verdict?.allowed) {
        outcomes.set(pending, verdict?.error ?? new AppError(10003));
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
