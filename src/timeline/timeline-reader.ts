import { Injectable } from '@nestjs/common';
import { pause } from '../common/async/pause.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { ConversationDirectory } from './conversation-directory.js';
import { type ConversationTarget, keyOf, targetOf, withService } from './conversation-target.js';
import { type Message, type MessageBody, SENDER_KIND, type SenderKind } from './message.js';
import { MessageRepository, type MessageRow, type PlaceRow } from './message.repository.js';
import { RangeSet } from './range-set.js';
import type { SeqRange } from './seq-range.js';
import { SenderDirectory, type SenderRef } from './sender-directory.js';

/** Where a conversation's messages are. */
export interface Located {
  readonly conversationId: number;
  readonly target: ConversationTarget;
}

/** A message as far as receipts are concerned. */
export interface LocatedMessage extends Located {
  readonly id: number;
  readonly seq: number;
  readonly sender: SenderRef;
  /** Receivers as of the commit, without the sender. */
  readonly receivers: number;
}

/** A message that was just looked up. */
export interface FoundMessage extends LocatedMessage {
  /** Up to here the conversation's messages are gone. */
  readonly expiredSeq: number;
}

/** What is there still of a message's conversation. */
export function unexpired({ expiredSeq }: FoundMessage): RangeSet {
  return RangeSet.of([{ from: expiredSeq + 1, to: Infinity }]);
}

/** Messages as one user names them. */
export interface NamedMessages {
  readonly uid: number;
  readonly msgIds: readonly number[];
}

const SENDER_KINDS = Object.keys(SENDER_KIND) as SenderKind[];
const READS = 6;

/**
 * Reads stretches of timelines whole. Seqs have no gaps, so a stretch of n seqs that yields fewer
 * than n rows has met a snapshot that shows a later commit without an earlier one (measured on
 * MariaDB: 3 in 85,846): it is read again, and never passed over.
 */
@Injectable()
export class TimelineReader {
  constructor(
    private readonly messages: MessageRepository,
    private readonly directory: ConversationDirectory,
    private readonly senders: SenderDirectory,
  ) {}

  /**
   * The messages of committed ranges, ascending; without those that have expired meanwhile.
   * @throws AppError 10007 where a hole does not close
   */
  async read({ conversationId, target }: Located, ranges: readonly SeqRange[]): Promise<Message[]> {
    const rows: MessageRow[] = [];
    for (const range of ranges) rows.push(...(await this.readWhole(conversationId, range)));
    return this.assemble(rows, () => target);
  }

  /** As `read`, for stretches of several conversations, in few statements. */
  async readMany(stretches: readonly (Located & SeqRange)[]): Promise<Message[]> {
    const found = new Map<Located & SeqRange, MessageRow[]>(stretches.map((stretch) => [stretch, []]));
    const places = stretches.map((stretch) => ({ ...stretch, stretch }));
    for (const row of await this.messages.findStretches(stretches)) {
      const place = places.find(
        (item) => item.conversationId === row.conversation_id && row.seq >= item.from && row.seq <= item.to,
      );
      if (place) found.get(place.stretch)?.push(row);
    }
    const rows: MessageRow[] = [];
    const targets = new Map<number, ConversationTarget>();
    for (const [stretch, part] of found) {
      const isWhole = part.length === stretch.to - stretch.from + 1;
      rows.push(
        ...(isWhole ? part.sort((a, b) => a.seq - b.seq) : await this.readWhole(stretch.conversationId, stretch)),
      );
      targets.set(stretch.conversationId, stretch.target);
    }
    return this.assemble(rows, (row) => targets.get(row.conversation_id) ?? targetOf(''));
  }

  /** One message of each of several conversations, in the order asked for. */
  async readEach(places: readonly (Located & { readonly seq: number })[]): Promise<Message[]> {
    const rows = await this.messages.findPlaces(places);
    const rowAt = new Map(rows.map((row) => [`${row.conversation_id}:${row.seq}`, row]));
    const found = places.flatMap(({ conversationId, target, seq }) => {
      const row = rowAt.get(`${conversationId}:${seq}`);
      return row === undefined ? [] : [{ row, target }];
    });
    const targets = new Map(found.map(({ row, target }) => [row, target]));
    return this.assemble(
      found.map(({ row }) => row),
      (row) => targets.get(row) ?? { kind: 'users', low: 0, high: 0 },
    );
  }

  /** The last seq of a conversation, as of now. */
  lastSeq(conversationId: number): Promise<number> {
    return this.messages.findLastSeq(conversationId);
  }

  /**
   * Where those of the messages that exist are, and whose; of what an official account sent to listed users,
   * the user's own copy, where there is one.
   */
  async locate(uid: number, msgIds: readonly number[]): Promise<FoundMessage[]> {
    const [found = []] = await this.locateEach([{ uid, msgIds }]);
    return found;
  }

  /** As `locate`, for several users in as many statements; in the order of what each names. */
  async locateEach(asked: readonly NamedMessages[]): Promise<FoundMessage[][]> {
    const ids = [...new Set(asked.flatMap(({ msgIds }) => msgIds))];
    const pushes = await this.messages.findListPushes(ids);
    /** The dialogue in which a user has a copy of a push to listed users; undefined for other messages. */
    const copyKey = (uid: number, id: number): string | undefined => {
      const serviceId = pushes.get(id);
      return serviceId === undefined ? undefined : keyOf(withService(serviceId, uid));
    };
    const keys = asked.flatMap(({ uid, msgIds }) => msgIds.flatMap((id) => copyKey(uid, id) ?? []));
    const conversations = await this.directory.find(keys);
    const copies = new Map<string, { id: number; conversationId: number }>();
    for (const { uid, msgIds } of asked) {
      for (const id of msgIds) {
        const key = copyKey(uid, id);
        const conversationId = key === undefined ? undefined : conversations.get(key);
        if (conversationId !== undefined) copies.set(placeOf(id, conversationId), { id, conversationId });
      }
    }
    const byId = new Map<number, FoundMessage>();
    for (const row of await this.messages.findByIds(ids.filter((id) => !pushes.has(id))))
      byId.set(row.id, toLocated(row));
    const byPlace = new Map<string, FoundMessage>();
    for (const row of await this.messages.findCopies([...copies.values()])) {
      byPlace.set(placeOf(row.id, row.conversation_id), toLocated(row));
    }
    const find = (uid: number, id: number): FoundMessage | undefined => {
      const key = copyKey(uid, id);
      if (key === undefined) return byId.get(id);
      const conversationId = conversations.get(key);
      return conversationId === undefined ? undefined : byPlace.get(placeOf(id, conversationId));
    };
    return asked.map(({ uid, msgIds }) => [...new Set(msgIds)].flatMap((id) => find(uid, id) ?? []));
  }

  /** The newest messages of some seqs of one conversation, newest first, as a transaction sees them. */
  async locateNewest(tx: Tx, conversationId: number, seqs: RangeSet, limit: number): Promise<LocatedMessage[]> {
    const found: LocatedMessage[] = [];
    for (const { from, to } of [...seqs.list].reverse()) {
      if (found.length >= limit) break;
      const rows = await this.messages.findPlacesBelow(tx, conversationId, from, to, limit - found.length);
      found.push(...rows.map(toLocated));
    }
    return found;
  }

  /** Makes messages of rows, with their senders' present names. */
  async assemble(
    rows: readonly MessageRow[],
    targetOfRow: (row: MessageRow) => ConversationTarget,
  ): Promise<Message[]> {
    const refs = rows.map((row) => ({ kind: senderKindOf(row), id: row.sender_id }));
    const senderOf = await this.senders.load(refs);
    const shared = rows.filter((row) => row.body === '' && row.recalled_at === null);
    const bodies = await this.messages.findPushBodies([...new Set(shared.map((row) => row.id))]);
    const bodyOf = (row: MessageRow): MessageBody | undefined => {
      const text = row.recalled_at === null ? row.body || bodies.get(row.id) : undefined;
      // Recalled between the two reads: it has none any more.
      return text ? (JSON.parse(text) as MessageBody) : undefined;
    };
    return rows.map((row) => ({
      id: row.id,
      conversationId: row.conversation_id,
      target: targetOfRow(row),
      seq: row.seq,
      sender: senderOf({ kind: senderKindOf(row), id: row.sender_id }),
      clientMsgId: row.client_msg_id ?? undefined,
      type: row.type,
      body: bodyOf(row),
      createdAt: row.created_at,
    }));
  }

  private async readWhole(conversationId: number, { from: first, to }: SeqRange): Promise<MessageRow[]> {
    let from = first;
    for (let attempt = 1; attempt <= READS; attempt += 1) {
      const rows = await this.messages.findRange(conversationId, from, to);
      if (rows.length === to - from + 1) return rows;
      // What is missing at the beginning may have expired since its reader asked what there is.
      from = Math.max(from, (await this.messages.findExpiredSeq(conversationId)) + 1);
      if (from > to) return [];
      await pause(attempt * 2);
    }
    throw storageUnavailable(new Error(`A hole in conversation ${conversationId} between ${from} and ${to}`));
  }
}

function placeOf(id: number, conversationId: number): string {
  return `${id}:${conversationId}`;
}

function toLocated(row: PlaceRow): FoundMessage {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    target: targetOf(row.conversation_key),
    seq: row.seq,
    sender: { kind: senderKindOf(row), id: row.sender_id },
    receivers: row.receivers,
    expiredSeq: row.expired_seq,
  };
}

function senderKindOf(row: Pick<MessageRow, 'sender_kind'>): SenderKind {
  return SENDER_KINDS[row.sender_kind] ?? 'user';
}
