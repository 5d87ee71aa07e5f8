import { Injectable } from '@nestjs/common';
import { BlacklistService } from '../blacklist/blacklist.service.js';
import { AppError } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { CONTACT_RULES } from '../rules/contact-rules.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { UserService } from '../users/user.service.js';
import { APPLY_STATUS, type FriendApply } from './friend-apply.js';
import { FriendApplyRepository } from './friend-apply.repository.js';
import { FriendshipService } from './friendship.service.js';

/** Agreeing to an application, and refusing it. */
@Injectable()
export class FriendAnswerService {
  constructor(
    private readonly applies: FriendApplyRepository,
    private readonly friendships: FriendshipService,
    private readonly blacklist: BlacklistService,
    private readonly users: UserService,
    private readonly conversations: ConversationDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Interface 12; a repeat changes nothing, also after the friendship has ended.
   * @throws AppError 40003 where it was not made to this user, or its applicant was deleted, 40004 refused before, 40005 where they blocked the applicant
   */
  agree(uid: number, applyId: number): Promise<void> {
    return this.answer(uid, applyId, async (tx, { applicantId, status }) => {
      if (status === APPLY_STATUS.agreed) return;
      if (status === APPLY_STATUS.refused) throw new AppError(40004);
      // What a deleted user leaves behind is cleared away soon.
      if (!(await this.users.findStanding(tx, [applicantId])).has(applicantId)) throw new AppError(40003);
      const block = { by: uid, blocked: applicantId };
      const blocks = await this.blacklist.findStanding(tx, [block]);
      if (blocks.has(block)) throw new AppError(CONTACT_RULES.apply_blocked_by_receiver);
      await this.applies.answer(tx, applyId, APPLY_STATUS.agreed);
      await this.friendships.begin(tx, [applicantId, uid]);
    });
  }

  /** rejectFriendApply; a repeat changes nothing. @throws AppError 40003, 40001 where it was agreed to before */
  reject(uid: number, applyId: number): Promise<void> {
    return this.answer(uid, applyId, async (tx, { status }) => {
      if (status === APPLY_STATUS.agreed) throw new AppError(CONTACT_RULES.already_friends);
      if (status === APPLY_STATUS.pending) await this.applies.answer(tx, applyId, APPLY_STATUS.refused);
    });
  }

  private async answer(
    uid: number,
    applyId: number,
    decide: (tx: Tx, apply: FriendApply) => Promise<void>,
  ): Promise<void> {
    // Who applied to whom never changes; how it stands is read again under the lock.
    const { applicantId } = addressedTo(uid, await this.applies.findById(applyId));
    const conversation = await this.conversations.ensureDialogue(applicantId, uid);
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.lock(tx, conversation);
      await decide(tx, addressedTo(uid, await this.applies.findById(applyId, tx)));
    });
  }
}

/** One that is not there and one for somebody else are answered alike. */
function addressedTo(uid: number, apply: FriendApply | undefined): FriendApply {
  if (apply?.receiverId !== uid) throw new AppError(40003);
  return apply;
}
