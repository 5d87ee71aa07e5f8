import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { IdAllocator } from '../database/id-allocator.js';
import type { Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type ConversationTarget, keyOf } from './conversation-target.js';
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

  /** Makes two-party conversations, with their participants, in a short transaction of its own. */
  async create(targets: readonly DialogueTarget[]): Promise<void> {
    const ids = await this.ids.take('conversations', targets.length);
    const fresh = targets.map((target, index) => ({ id: ids[index] ?? 0, target }));
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.insertMissing(tx, fresh);
      await this.conversations.insertParticipants(tx, targets);
    });
  }

  /** Makes a group's conversation inside the group's own transaction; `id` from `takeId`. */
  async createGroup(tx: Tx, id: number, target: ConversationTarget): Promise<number> {
    await this.conversations.insertMissing(tx, [{ id, target }]);
    const sql = `SELECT id FROM conversations WHERE conversation_key = ? ${tx.dialect.forUpdate}`;
    const [row] = await tx.query<{ id: number }>(sql, [keyOf(target)]);
    if (!row) throw new Error(`No conversation ${keyOf(target)}`);
    return row.id;
  }

  /** An id for a conversation to be made; call it outside a transaction. */
  async takeId(): Promise<number> {
    const [id] = await this.ids.take('conversations', 1);
    return id ?? 0;
  }
}
