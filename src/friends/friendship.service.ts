import { Injectable } from '@nestjs/common';
import type { Page } from '../common/paging.js';
import type { RowPage } from '../database/read-page.js';
import type { ReadSession, Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import type { Profile } from '../users/profile.js';
import { UserService } from '../users/user.service.js';
import { friendshipEnded, friendshipMade } from './friend-events.js';
import { FriendshipRepository, type FriendRow, type Pair } from './friendship.repository.js';

/**
 * Who is friends with whom (ADR 0010). Changes hold the pair's conversation, so that each send between the two,
 * and each application, comes before or after.
 */
@Injectable()
export class FriendshipService {
  constructor(
    private readonly friendships: FriendshipRepository,
    private readonly users: UserService,
    private readonly conversations: ConversationDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Those of the pairs that are friends, as the session sees them, in one query. */
  async findStanding(session: ReadSession, pairs: readonly Pair[]): Promise<{ has(a: number, b: number): boolean }> {
    const keyOf = ([a, b]: Pair): string => `${Math.min(a, b)}:${Math.max(a, b)}`;
    const found = new Set((await this.friendships.findStanding(session, pairs)).map(keyOf));
    return { has: (a, b) => found.has(keyOf([a, b])) };
  }

  /** getFriendList: newest first. */
  list(uid: number, page: Page): Promise<RowPage<FriendRow>> {
    return this.friendships.list(uid, page);
  }

  /** Makes friends of two who are not yet, under the lock of their conversation. */
  async begin(tx: Tx, pair: Pair): Promise<void> {
    await this.friendships.insert(tx, pair, Date.now());
    tx.emit(friendshipMade, { users: await this.profilesOf(tx, pair) });
  }

  /** Interface 13: ends it on both sides; those who are no friends stay so. */
  async end(uid: number, other: number): Promise<void> {
    // Without a conversation there was no friendship either.
    const conversation = await this.conversations.findDialogue(uid, other);
    if (conversation === undefined) return;
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.lock(tx, conversation);
      await this.endHeld(tx, [uid, other]);
    });
  }

  /** As `end`, under the lock of their conversation. @returns whether they were friends */
  async endHeld(tx: Tx, pair: Pair): Promise<boolean> {
    const wereFriends = await this.friendships.delete(tx, pair);
    if (wereFriends) tx.emit(friendshipEnded, { users: await this.profilesOf(tx, pair) });
    return wereFriends;
  }

  private async profilesOf(tx: Tx, [a, b]: Pair): Promise<[Profile, Profile]> {
    const found = await this.users.findShown([a, b], tx);
    const profileOf = (uid: number): Profile => {
      const user = found.find(({ id }) => id === uid);
      if (!user) throw new Error(`No user ${uid}`);
      return user;
    };
    return [profileOf(a), profileOf(b)];
  }
}
