import { Injectable } from '@nestjs/common';
import { yieldToOthers } from '../../common/async/pause.js';
import { isUniqueViolation } from '../../database/database-errors.js';
import { IdAllocator } from '../../database/id-allocator.js';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { chunks } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { Metrics } from '../../metrics/metrics.js';
import type { Profile } from '../../users/profile.js';
import { type ClientRequest, ClientRequests } from '../client-requests.js';
import { ConversationDirectory } from '../conversation-directory.js';
import { keyOf, withService } from '../conversation-target.js';
import { ConversationRepository } from '../conversation.repository.js';
import { type MessageBody, SENDER_KIND } from '../message.js';
import { MessageRepository, type NewMessageRow } from '../message.repository.js';
import { PUSH_KIND } from '../push-kind.js';
import { messagePushed, type PushedPlace } from '../timeline-events.js';
import { contentHash } from '../writer/content-hash.js';
import { PushQueue } from './push-queue.js';
import { ServiceLedger } from './service-ledger.js';

/** Receivers between which others are served. */
const CHUNK = 500;
/** A push to 10,000 takes about a second: its account's next ones wait for a few of them, and no longer than callers do. */
const QUEUE_LIMITS = { pushes: 500, receivers: 50_000, deadlineMs: 10_000 };

/** A message of an official account to listed users. */
export interface PushCommand {
  readonly service: Profile;
  /** Distinct, and of users who exist. */
  readonly receivers: readonly number[];
  readonly clientMsgId: string | undefined;
  /** Of one that is tried out: whom it would go to. The same client id with another audience is another request. */
  readonly audience?: readonly number[] | 'followers';
  readonly type: number;
  readonly body: MessageBody;
}

/** A push that was taken in, and waits for its turn. */
interface AcceptedPush extends PushCommand {
  /** UTC milliseconds. */
  readonly acceptedAt: number;
}

/**
 * Stores a push under one msg_id: into each receiver's dialogue with the account, all in one transaction,
 * so that everybody has it or nobody. Its conversations are locked in id order, as everywhere.
 */
@Injectable()
export class PushWriter {
  private readonly queue = new PushQueue(QUEUE_LIMITS);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reads: ReadStore,
    private readonly ids: IdAllocator,
    private readonly directory: ConversationDirectory,
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly requests: ClientRequests,
    private readonly ledger: ServiceLedger,
    metrics: Metrics,
  ) {
    metrics.gauge('push_queue_depth', 'Pushes to listed users that are written or wait', () => this.queue.size);
  }

  /**
   * @returns msg_id; of the first one where the client id repeats
   * @throws AppError 20009; 10007, also where too many of the account's pushes wait, or this one has for too long
   */
  push(command: PushCommand): Promise<number> {
    const accepted = { ...command, acceptedAt: Date.now() };
    return this.queue.run(command.service.id, command.receivers.length, () => this.pushNext(accepted));
  }

  private async pushNext(command: AcceptedPush): Promise<number> {
    const known = await this.findRepeated(command);
    if (known !== undefined) return known;
    const places = await this.findPlaces(command);
    const id = await this.ids.takeOne('messages');
    try {
      return await this.unitOfWork.run((tx) => this.store(tx, command, id, places));
    } catch (error) {
      // Another one with this client id was faster.
      const first = isUniqueViolation(error) ? await this.findRepeated(command) : undefined;
      if (first === undefined) throw error;
      return first;
    }
  }

  /** @returns msg_id of the one that this repeats @throws AppError 20009 */
  findRepeated(command: PushCommand): Promise<number | undefined> {
    const request = requestOf(command);
    if (request === undefined) return Promise.resolve(undefined);
    return this.reads.run((session) => this.requests.findResult(session, request));
  }

  /** The receivers' dialogues with the account, made where there are none, by conversation id ascending. */
  private async findPlaces({ service, receivers }: PushCommand): Promise<Omit<PushedPlace, 'seq'>[]> {
    const places: Omit<PushedPlace, 'seq'>[] = [];
    for (const part of chunks(receivers, CHUNK)) {
      const targets = new Map(part.map((uid) => [uid, withService(service.id, uid)]));
      const keys = [...targets.values()].map(keyOf);
      let found = await this.directory.find(keys);
      const missing = [...targets.values()].filter((target) => !found.has(keyOf(target)));
      if (missing.length > 0) {
        await this.directory.create(missing);
        found = await this.directory.find(keys);
      }
      for (const [uid, target] of targets) {
        const conversationId = found.get(keyOf(target));
        if (conversationId === undefined) throw new Error(`No dialogue ${keyOf(target)} to push into`);
        places.push({ uid, conversationId });
      }
      await yieldToOthers();
    }
    return places.sort((a, b) => a.conversationId - b.conversationId);
  }

  private async store(
    tx: Tx,
    command: AcceptedPush,
    id: number,
    places: readonly Omit<PushedPlace, 'seq'>[],
  ): Promise<number> {
    const { service, type, body } = command;
    const createdAt = Date.now();
    const hash = contentHash({ target: withService(service.id, 0), type, body });
    // First: of two repeats at once the second waits here, before it writes ten thousand rows.
    const request = requestOf(command);
    if (request !== undefined) await this.requests.record(tx, request, id);
    const stored: PushedPlace[] = [];
    for (const part of chunks(places, CHUNK)) {
      const ids = part.map(({ conversationId }) => conversationId);
      const locked = await this.conversations.lock(tx, ids, true);
      const placed = part.map((place) => ({ ...place, seq: nextSeqOf(locked, place.conversationId) }));
      await this.messages.insert(
        tx,
        placed.map(({ conversationId, seq }) => rowOf(command, { id, conversationId, seq, createdAt, hash })),
      );
      await this.conversations.advance(tx, new Map(placed.map(({ conversationId, seq }) => [conversationId, seq])));
      await this.ledger.recordTargets(
        tx,
        id,
        placed.map(({ uid }) => uid),
      );
      stored.push(...placed);
      await yieldToOthers();
    }
    const receivers = places.length;
    await this.ledger.recordPush(tx, {
      id,
      serviceId: service.id,
      kind: PUSH_KIND.list,
      type,
      body,
      receivers,
      createdAt,
    });
    tx.emit(messagePushed, { id, service, type, body, createdAt, places: stored });
    return id;
  }
}

function requestOf({ service, receivers, audience, clientMsgId, type, body }: PushCommand): ClientRequest | undefined {
  if (clientMsgId === undefined) return undefined;
  const to = ascending(receivers);
  const content: ClientRequest['content'] =
    audience === undefined
      ? ['push', to, type, body]
      : ['preview', to, audience === 'followers' ? audience : ascending(audience), type, body];
  return { senderKind: 'service', senderId: service.id, clientMsgId, content };
}

function ascending(uids: readonly number[]): number[] {
  return [...uids].sort((a, b) => a - b);
}

/** @throws Error for a dialogue that is gone: a message must not stand where nobody looks */
function nextSeqOf(locked: ReadonlyMap<number, { readonly lastSeq: number }>, conversationId: number): number {
  const conversation = locked.get(conversationId);
  if (!conversation) throw new Error(`Conversation ${conversationId} is not there to push into`);
  return conversation.lastSeq + 1;
}

function rowOf(
  { service, type, acceptedAt }: AcceptedPush,
  row: { id: number; conversationId: number; seq: number; createdAt: number; hash: string },
): NewMessageRow {
  return {
    conversation_id: row.conversationId,
    seq: row.seq,
    id: row.id,
    sender_kind: SENDER_KIND.service,
    sender_id: service.id,
    client_msg_id: null,
    type,
    // Stands in `pushes`, once.
    body: '',
    content_hash: row.hash,
    receivers: 1,
    accepted_at: acceptedAt,
    created_at: row.createdAt,
  };
}
