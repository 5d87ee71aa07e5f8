import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Page } from '../common/paging.js';
import type { RowPage } from '../database/read-page.js';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { UserService } from '../users/user.service.js';
import { BlacklistRepository, type Block, type BlockedRow } from './blacklist.repository.js';

/** Blocks that one transaction removes. */
const CHUNK = 100;

/**
 * Who blocked whom, one-way. Changes hold the pair's conversation, so that each send between the two comes
 * before or after: once `add` has resolved, no message from the blocked user is accepted on any node.
 */
@Injectable()
export class BlacklistService {
  constructor(
    private readonly blocks: BlacklistRepository,
    private readonly users: UserService,
    private readonly conversations: ConversationDirectory,
    private readonly unitOfWork: UnitOfWork,
    private readonly reads: ReadStore,
  ) {}

  /** Interface 6; a repeat changes nothing. @throws AppError 30001 for oneself, 20001 */
  async add(uid: number, other: number): Promise<void> {
    if (uid === other) throw new AppError(30001);
    await this.users.assertExist([other]);
    const conversation = await this.conversations.ensureDialogue(uid, other);
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.lock(tx, conversation);
      await this.blocks.insert(tx, { by: uid, blocked: other }, Date.now());
    });
  }

  /** Interface 7; whoever is not blocked stays so. */
  async remove(uid: number, other: number): Promise<void> {
    // Without a conversation there was no block either.
    const conversation = await this.conversations.findDialogue(uid, other);
    if (conversation === undefined) return;
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.lock(tx, conversation);
      await this.blocks.delete(tx, { by: uid, blocked: other });
    });
  }

  /**
   * Removes every block by or of a user who was deleted, in chunks. Yields how many went with each. Nobody sends
   * between the two any more, so no conversation is held for it.
   */
  async *removeAll(uid: number): AsyncGenerator<number> {
    for (;;) {
      const blocks = await this.reads.run((session) => this.blocks.findSome(session, uid, CHUNK));
      if (blocks.length === 0) return;
      await this.unitOfWork.run(async (tx) => {
        for (const block of blocks) await this.blocks.delete(tx, block);
      });
      yield blocks.length;
    }
  }

  /** Interface 8: the users whom `uid` blocked, newest first. */
  list(uid: number, page: Page): Promise<RowPage<BlockedRow>> {
    return this.blocks.list(uid, page);
  }

  /** Interface 9: whether `uid` blocked the other one; never the other way round. */
  async has(uid: number, other: number): Promise<boolean> {
    const found = await this.reads.run((session) => this.findStanding(session, [{ by: uid, blocked: other }]));
    return found.has({ by: uid, blocked: other });
  }

  /** Those of the blocks that stand, as the session sees them, in one query. */
  async findStanding(session: ReadSession, blocks: readonly Block[]): Promise<{ has(block: Block): boolean }> {
    const keyOf = ({ by, blocked }: Block): string => `${by}:${blocked}`;
    const found = new Set((await this.blocks.findStanding(session, blocks)).map(keyOf));
    return { has: (block) => found.has(keyOf(block)) };
  }
}
