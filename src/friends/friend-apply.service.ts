import { Injectable } from '@nestjs/common';
import { BlacklistService } from '../blacklist/blacklist.service.js';
import { AppError } from '../common/errors/app-error.js';
import type { Page } from '../common/paging.js';
import { IdAllocator } from '../database/id-allocator.js';
import type { RowPage } from '../database/read-page.js';
import type { Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { brokenRule, CONTACT_RULES } from '../rules/contact-rules.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import type { Profile } from '../users/profile.js';
import { UserService } from '../users/user.service.js';
import { APPLY_STATUS } from './friend-apply.js';
import { type ApplyRow, FriendApplyRepository } from './friend-apply.repository.js';
import { friendApplied } from './friend-events.js';
import { FriendshipService } from './friendship.service.js';

/** Asking to be friends, and the lists of who asked whom. */
@Injectable()
export class FriendApplyService {
  constructor(
    private readonly applies: FriendApplyRepository,
    private readonly friendships: FriendshipService,
    private readonly users: UserService,
    private readonly blacklist: BlacklistService,
    private readonly conversations: ConversationDirectory,
    private readonly ids: IdAllocator,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Interface 10. One that still waits is renewed under its id; where the other one's waits, both become friends.
   * @throws AppError 20001, 40002 for oneself, 40001, 40005; 10001 for who was banned meanwhile
   */
  async apply(uid: number, to: number, comment: string): Promise<void> {
    // Before a conversation is made for it.
    if (uid === to) throw new AppError(CONTACT_RULES.befriending_oneself);
    await this.users.assertExist([to]);
    const conversation = await this.conversations.ensureDialogue(uid, to);
    const freshId = await this.ids.takeOne('friend_applies');
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.lock(tx, conversation);
      const from = await this.judge(tx, uid, to);
      const [pending] = await this.applies.findPending(tx, uid, to);
      if (pending?.applicantId === to) {
        await this.applies.answer(tx, pending.id, APPLY_STATUS.agreed);
        await this.friendships.begin(tx, [uid, to]);
        return;
      }
      const apply = { id: pending?.id ?? freshId, applicantId: uid, receiverId: to, comment };
      if (pending) await this.applies.renew(tx, apply, Date.now());
      else await this.applies.insert(tx, apply, Date.now());
      tx.emit(friendApplied, { applyId: apply.id, from, to, comment });
    });
  }

  /** Interface 11: received by the user, newest first. */
  listReceived(uid: number, page: Page): Promise<RowPage<ApplyRow>> {
    return this.applies.listReceived(uid, page);
  }

  /** getSentFriendApplyList: sent by the user, newest first. */
  listSent(uid: number, page: Page): Promise<RowPage<ApplyRow>> {
    return this.applies.listSent(uid, page);
  }

  /** @returns the applicant, who may apply to the receiver; under the lock of their conversation */
  private async judge(tx: Tx, applicant: number, receiver: number): Promise<Profile> {
    const users = await this.users.findStanding(tx, [applicant, receiver]);
    const block = { by: receiver, blocked: applicant };
    const from = users.get(applicant);
    const rule = brokenRule({
      to: 'apply',
      senderActive: from !== undefined && !from.banned,
      isSelf: applicant === receiver,
      exists: users.has(receiver),
      friends: (await this.friendships.findStanding(tx, [[applicant, receiver]])).has(applicant, receiver),
      blockedByReceiver: (await this.blacklist.findStanding(tx, [block])).has(block),
    });
    if (rule !== undefined || !from) throw new AppError(CONTACT_RULES[rule ?? 'sender_banned']);
    return { id: from.id, nickname: from.nickname, photo: from.photo };
  }
}
