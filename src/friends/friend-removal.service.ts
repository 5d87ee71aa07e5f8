import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { betweenUsers, keyOf } from '../timeline/conversation-target.js';
import { FriendApplyRepository } from './friend-apply.repository.js';
import { FriendshipRepository } from './friendship.repository.js';
import { FriendshipService } from './friendship.service.js';

/** Pairs whose conversations one transaction holds. */
const CHUNK = 100;

/** What a user who was deleted leaves behind among friends. In chunks, of which each is whole. */
@Injectable()
export class FriendRemovalService {
  constructor(
    private readonly friendships: FriendshipRepository,
    private readonly friends: FriendshipService,
    private readonly applies: FriendApplyRepository,
    private readonly conversations: ConversationDirectory,
    private readonly reads: ReadStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Ends every friendship, as `deleteFriend` does. Yields how many each chunk ended. */
  async *endFriendships(uid: number): AsyncGenerator<number> {
    for (;;) {
      const friends = await this.reads.run((session) => this.friendships.findSome(session, uid, CHUNK));
      if (friends.length === 0) return;
      const held = await this.conversationsWith(uid, friends);
      yield await this.unitOfWork.run(async (tx) => {
        await this.conversations.lockAll(tx, held);
        let ended = 0;
        for (const friend of friends) if (await this.friends.endHeld(tx, [uid, friend])) ended += 1;
        return ended;
      });
    }
  }

  /** Removes every application that they made or got, the answered ones too. Yields how many went with each chunk. */
  async *removeApplies(uid: number): AsyncGenerator<number> {
    for (;;) {
      const applies = await this.reads.run((session) => this.applies.findSome(session, uid, CHUNK));
      if (applies.length === 0) return;
      const others = applies.map(({ applicantId, receiverId }) => (applicantId === uid ? receiverId : applicantId));
      const held = await this.conversationsWith(uid, others);
      yield await this.unitOfWork.run(async (tx) => {
        await this.conversations.lockAll(tx, held);
        return this.applies.delete(
          tx,
          applies.map(({ id }) => id),
        );
      });
    }
  }

  /** Without a conversation there is neither. */
  private async conversationsWith(uid: number, others: readonly number[]): Promise<Iterable<number>> {
    return (await this.conversations.find(others.map((other) => keyOf(betweenUsers(uid, other))))).values();
  }
}
