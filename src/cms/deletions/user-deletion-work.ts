import { Injectable, Logger } from '@nestjs/common';
import { pause } from '../../common/async/pause.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { UserDeletion } from './user-deletion.js';
import { UserDeletionRepository } from './user-deletion.repository.js';
import { UserRemains } from './user-remains.js';

const AT_ONCE = 20;
/**
 * How long a claim lasts: longer than any part of the work takes, and than clocks of nodes differ. A node that dies is
 * followed by another, or by itself, after that; where it is not dead, both do the work, which harms nothing.
 */
const CLAIM_MS = 15_000;
const RENEW_MS = 5_000;
/**
 * What was under way when the user was deleted may still be stored: an invitation, an application. So all is looked
 * through once more when nothing can be under way any longer, whatever the nodes' clocks say.
 */
const SETTLE_MS = 60_000;
/** Between two parts, in which others write. */
const REST_MS = 2;

/** Carries deletions out: it goes on where the last node was cut. */
@Injectable()
export class UserDeletionWork {
  private readonly logger = new Logger(UserDeletionWork.name);

  constructor(
    private readonly deletions: UserDeletionRepository,
    private readonly remains: UserRemains,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The users of what is to be carried out now, the longest waiting first. */
  findDue(): Promise<number[]> {
    return this.deletions.findDue(Date.now(), AT_ONCE);
  }

  /** One deletion, from the beginning; nothing where another node is at it. Ends early where `isStopped` says so. */
  async carryOut(uid: number, isStopped: () => boolean = () => false): Promise<void> {
    const began = Date.now();
    let deletion = await this.unitOfWork.run((tx) => this.deletions.claim(tx, uid, began, began + CLAIM_MS));
    if (!deletion) return;
    const cleared: Record<string, number> = {};
    for await (const { what, count } of this.remains.clear(deletion)) {
      cleared[what] = (cleared[what] ?? 0) + count;
      if (isStopped()) return;
      deletion = await this.renew(deletion);
      if (!deletion) return;
      await pause(REST_MS);
    }
    const settled = began >= deletion.requestedAt + SETTLE_MS;
    if (await this.end(deletion, settled)) {
      this.logger.log({ user_id: uid, settled, ...cleared }, 'A deleted user was cleared away');
    }
  }

  /** @returns undefined where it is no longer ours */
  private async renew(deletion: UserDeletion): Promise<UserDeletion | undefined> {
    const now = Date.now();
    if (now < deletion.claimedUntil - CLAIM_MS + RENEW_MS) return deletion;
    const claimedUntil = now + CLAIM_MS;
    const isOurs = await this.unitOfWork.run((tx) => this.deletions.move(tx, deletion, claimedUntil));
    return isOurs ? { ...deletion, claimedUntil } : undefined;
  }

  /** @returns false where it is no longer ours */
  private end(deletion: UserDeletion, isSettled: boolean): Promise<boolean> {
    return this.unitOfWork.run((tx) =>
      isSettled
        ? this.deletions.finish(tx, deletion, Date.now())
        : this.deletions.move(tx, deletion, deletion.requestedAt + SETTLE_MS),
    );
  }
}
