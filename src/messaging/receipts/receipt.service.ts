import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Coalescer, type Settled } from '../../common/async/coalescer.js';
import { AppError, badParameter, storageUnavailable } from '../../common/errors/app-error.js';
import { Metrics } from '../../metrics/metrics.js';
import type { Tx } from '../../database/session.js';
import { chunks } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { parseConversationId, targetOf } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import { type LocatedMessage, TimelineReader, unexpired } from '../../timeline/timeline-reader.js';
import { VisibilityRepository } from '../history/visibility.repository.js';
import { ACCOUNT_SIDE } from './account-side.js';
import type { NamedMarks, ReceiptCommand } from './receipt-command.js';
import { receiptsAdvanced } from './receipt-events.js';
import { RECEIPT_DEADLINE_MS, ReceiptScreen, WORTH_ANOTHER } from './receipt-screen.js';
import { RECEIPT_STATUS, type ReceiptStatus } from './receipt-status.js';
import { PushReceipts } from './push-receipts.js';
import { ReceiptWriter } from './receipt-writer.js';

/** The newest messages that one readConversation tells their senders of; of older ones they ask getMessageStatus. */
const MAX_TOLD = 1000;
/** Conversations of an account that one transaction marks. */
const ACCOUNT_SIDES = 200;

/** Receipts: interfaces 4 and 5 and readConversation, exact per message, through a coalescer of their own. */
@Injectable()
export class ReceiptService {
  private readonly queue: Coalescer<ReceiptCommand, void>;
  private readonly counters: Readonly<Record<ReceiptStatus, Counter.Internal>>;

  constructor(
    private readonly reader: TimelineReader,
    private readonly screen: ReceiptScreen,
    private readonly visibility: VisibilityRepository,
    private readonly writer: ReceiptWriter,
    private readonly pushes: PushReceipts,
    private readonly unitOfWork: UnitOfWork,
    metrics: Metrics,
  ) {
    this.queue = new Coalescer((commands) => this.write(commands), {
      maxBatch: 200,
      // What a transaction costs is the sides that it locks: one call may name a thousand conversations.
      maxWeight: 500,
      weigh: ({ sides }) => sides.length,
      maxQueued: 10_000,
      // One computes while the database works for the other.
      parallel: { batches: Math.min(2, unitOfWork.dialect.writerTransactions), worthAnother: WORTH_ANOTHER },
      deadlineMs: RECEIPT_DEADLINE_MS,
      refuse: storageUnavailable,
      // 10007: the database is away, or nobody knows whether the commit holds; only the client may repeat.
      isUndone: (error) => !(error instanceof AppError),
    });
    const receipts = metrics.counter('receipts_total', 'Messages received or read for the first time', ['status']);
    this.counters = {
      [RECEIPT_STATUS.received]: receipts.labels('received'),
      [RECEIPT_STATUS.read]: receipts.labels('read'),
    };
  }

  /**
   * Interfaces 4 and 5. Messages that do not exist, were not addressed to the user or are their own are skipped.
   * @throws AppError 20002 where none is left
   */
  async acknowledge(uid: number, status: ReceiptStatus, msgIds: readonly number[], origin?: string): Promise<void> {
    const begunAt = performance.now();
    const { messages, visible } = await this.screen.find(uid, msgIds);
    if (messages.length === 0) throw new AppError(20002);
    const msLeft = RECEIPT_DEADLINE_MS - (performance.now() - begunAt);
    await this.submit({ uid, status, origin }, messages, visible, msLeft);
  }

  /**
   * An official account received, or read, what users wrote to it. What is not addressed to it is skipped.
   * @throws AppError 20002 where none is left
   */
  async acknowledgeForAccount(serviceId: number, status: ReceiptStatus, msgIds: readonly number[]): Promise<void> {
    const located = await this.reader.locate(ACCOUNT_SIDE, msgIds);
    const messages = located.filter(
      ({ sender, target }) => sender.kind === 'user' && target.kind === 'service' && target.serviceId === serviceId,
    );
    if (messages.length === 0) throw new AppError(20002);
    const visible = new Map(messages.map((message) => [message.conversationId, unexpired(message)]));
    // Others' receipts pass between the parts.
    for (const part of chunks([...byConversation(messages).values()], ACCOUNT_SIDES)) {
      await this.submit({ uid: ACCOUNT_SIDE, status, origin: undefined }, part.flat(), visible);
    }
  }

  /** readConversation: reads everything that is visible up to a seq. @throws AppError 10000, 20004 */
  async readUpTo(uid: number, conversationId: string, upToSeq: number, origin?: string): Promise<void> {
    const target = parseConversationId(conversationId, uid);
    if (!target) throw badParameter('conversation_id');
    const found = await this.visibility.find(uid, target);
    if (!found && target.kind === 'group') throw new AppError(20004);
    const visible = RangeSet.of(found?.ranges ?? []);
    // What was not sent yet cannot have been read.
    const upTo = Math.min(upToSeq, visible.max);
    if (!found || upTo < 1) return;
    const side = { conversationId: found.conversationId, target, uid, status: RECEIPT_STATUS.read, visible, upTo };
    const sides = [{ ...side, seqs: RangeSet.empty }];
    await this.queue.submit({ uid, status: RECEIPT_STATUS.read, sides, messages: [], origin });
  }

  private submit(
    by: Pick<ReceiptCommand, 'uid' | 'status' | 'origin'>,
    messages: readonly LocatedMessage[],
    visible: ReadonlyMap<number, RangeSet>,
    deadlineMs?: number,
  ): Promise<void> {
    const sides = [...byConversation(messages)].map(([conversationId, group]): NamedMarks => ({
      ...by,
      conversationId,
      target: group[0]?.target ?? targetOf(''),
      visible: visible.get(conversationId) ?? RangeSet.empty,
      seqs: RangeSet.of(group.map(({ seq }) => ({ from: seq, to: seq }))),
      upTo: undefined,
    }));
    return this.queue.submit({ ...by, sides, messages }, deadlineMs);
  }

  private async write(commands: readonly ReceiptCommand[]): Promise<Settled<void>[]> {
    const counts = await this.unitOfWork.run(async (tx) => {
      const sides = commands.flatMap((command) => command.sides);
      const marked = await this.writer.mark(tx, sides);
      const freshOf = new Map(sides.map((side, index) => [side, marked[index] ?? RangeSet.empty]));
      const at = Date.now();
      await this.pushes.record(tx, at, freshOf);
      const told: { status: ReceiptStatus; count: number }[] = [];
      for (const command of commands) {
        const messages = await this.findFresh(tx, command, freshOf);
        const { uid, status, origin } = command;
        told.push({ status, count: messages.length });
        if (messages.length > 0) tx.emit(receiptsAdvanced, { uid, status, at, messages, origin });
      }
      return told;
    });
    for (const { status, count } of counts) this.counters[status].inc(count);
    return commands.map(() => ({ ok: true, value: undefined }));
  }

  /** The messages that a command marked for the first time. */
  private async findFresh(
    tx: Tx,
    { messages, sides, uid }: ReceiptCommand,
    freshOf: ReadonlyMap<NamedMarks, RangeSet>,
  ): Promise<readonly LocatedMessage[]> {
    const found: LocatedMessage[] = [];
    const named = byConversation(messages);
    for (const side of sides) {
      const fresh = freshOf.get(side) ?? RangeSet.empty;
      const { conversationId } = side;
      if (side.upTo === undefined) {
        found.push(...(named.get(conversationId) ?? []).filter(({ seq }) => fresh.has(seq)));
      } else {
        const newest = await this.reader.locateNewest(tx, conversationId, fresh.intersect(side.visible), MAX_TOLD);
        found.push(...newest.reverse().filter(({ sender }) => sender.kind !== 'user' || sender.id !== uid));
      }
    }
    return found;
  }
}

/** The messages of one user's call, by conversation. */
function byConversation(messages: readonly LocatedMessage[]): Map<number, LocatedMessage[]> {
  const groups = new Map<number, LocatedMessage[]>();
  for (const message of messages) {
    const group = groups.get(message.conversationId);
    if (group) group.push(message);
    else groups.set(message.conversationId, [message]);
  }
  return groups;
}
