import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { IdAllocator } from '../database/id-allocator.js';
import type { ReadSession, Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { betweenUsers, type ConversationTarget, keyOf, targetOf } from './conversation-target.js';
import { ConversationRepository, type DialogueTarget } from './conversation.repository.js';

const REMEMBERED = 200_000;

/** Which conversation has which id. An id never changes, so what was found once stays in memory. */
@Injectable()
export class ConversationDirectory {
  private readonly known = new LRUCache<string, number>({ max: REMEMBERED });

  constructor(
    private readonly conversations: ConversationRepository,
    private readonly ids: IdAllocator,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Ids by key of those of the conversations that exist. */
  async find(keys: Iterable<string>): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const unknown: string[] = [];
    for (const key of new Set(keys)) {
      const id = this.known.get(key);
      if (id === undefined) unknown.push(key);
      else found.set(key, id);
    }
    for (const [key, id] of await this.conversations.findIds(unknown)) {
      this.known.set(key, id);
      found.set(key, id);
    }
    return found;
  }

  /** The conversation of two users, where there is one. */
  async findDialogue(a: number, b: number): Promise<number | undefined> {
    const key = keyOf(betweenUsers(a, b));
    return (await this.find([key])).get(key);
  }

  /** The conversation of two users, made where there is none yet; call it outside a transaction. */
  async ensureDialogue(a: number, b: number): Promise<number> {
    const known = await this.findDialogue(a, b);
    if (known !== undefined) return known;
    await this.create([betweenUsers(a, b)]);
    const made = await this.findDialogue(a, b);
    if (made === undefined) throw new Error(`No conversation of ${a} and ${b}`);
    return made;
  }

  /** Which conversation this id is. */
  async targetOf(session: ReadSession, id: number): Promise<ConversationTarget> {
    const key = await this.conversations.findKey(session, id);
    if (key === undefined) throw new Error(`No conversation ${id}`);
    return targetOf(key);
  }

  /**
   * Locks a conversation: what changes who may send in it holds this lock first, and so comes before
   * or after each send, on every node.
   */
  async lock(tx: Tx, id: number): Promise<void> {
    await this.conversations.lock(tx, [id], true);
  }

  /** As `lock`, of those of the conversations that exist. */
  async lockAll(tx: Tx, ids: Iterable<number>): Promise<void> {
    const wanted = [...new Set(ids)];
    if (wanted.length > 0) await this.conversations.lock(tx, wanted, true);
  }

  /** Makes two-party conversations, with their participants, in a short transaction of its own. */
  async create(targets: readonly DialogueTarget[]): Promise<void> {
    const ids = await this.ids.take('conversations', targets.length);
    const fresh = targets.map((target, index) => ({ id: ids[index] ?? 0, target }));
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.insertMissing(tx, fresh);
      await this.conversations.insertParticipants(tx, targets);
    });
  }

  /** Finds or makes a group's conversation inside the group's own transaction, and locks it; `id` from `takeId`. */
  async createGroup(tx: Tx, id: number, target: ConversationTarget): Promise<number> {
    const known = await this.conversations.lockKey(tx, keyOf(target));
    if (known !== undefined) return known;
    await this.conversations.insertOrLock(tx, { id, target });
    const made = await this.conversations.lockKey(tx, keyOf(target));
    if (made === undefined) throw new Error(`No conversation ${keyOf(target)}`);
    return made;
  }

  /** An id for a conversation to be made; call it outside a transaction. */
  async takeId(): Promise<number> {
    const [id] = await this.ids.take('conversations', 1);
    return id ?? 0;
  }
}
