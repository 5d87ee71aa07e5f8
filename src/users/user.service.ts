import { Injectable } from '@nestjs/common';
import { together } from '../common/async/together.js';
import { AppError } from '../common/errors/app-error.js';
import type { ReadSession, Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Profile } from './profile.js';
import { userBanned } from './user-events.js';
import { UserRepository, type UserStanding } from './user.repository.js';

/** Ids that one error names. */
const NAMED_IDS = 100;

/** Who exists, how they show themselves, and who is banned. Whoever was deleted does not exist, for everybody. */
@Injectable()
export class UserService {
  /** A ban counts at once. */
  private readonly standing = together<number, UserStanding>((ids) => this.users.findStanding(ids), 1000);
  private readonly shown = together<number, Profile>((ids) => this.users.findShown(ids), 1000);

  constructor(
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Whether the user was imported and is not banned, as of now. */
  async isActive(uid: number): Promise<boolean> {
    const standing = await this.standing(uid);
    return standing !== undefined && !standing.banned;
  }

  /** As `findShown`, without a session. */
  async findShownTogether(ids: readonly number[]): Promise<Profile[]> {
    return (await Promise.all(ids.map(this.shown))).flatMap((profile) => profile ?? []);
  }

  /** As `findProfiles`, and of those who were deleted their neutral name: to tell others of what was. */
  async findShown(ids: readonly number[], session?: ReadSession): Promise<Profile[]> {
    const found = await this.users.findShown(ids, session);
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** Profiles of those of the ids that exist, in the order asked for. */
  async findProfiles(ids: readonly number[]): Promise<Profile[]> {
    const found = await this.users.findStanding(ids);
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** Standing of those of the ids that exist, as the transaction sees it. */
  findStanding(session: ReadSession, ids: readonly number[]): Promise<Map<number, UserStanding>> {
    return this.users.findStanding(ids, session);
  }

  /** @throws AppError 20001 naming the ids that were never imported, or were deleted */
  async assertExist(ids: readonly number[], session?: ReadSession): Promise<void> {
    const found = await this.users.findStanding(ids, session);
    const unknown = ids.filter((id) => !found.has(id));
    if (unknown.length > 0) throw new AppError(20001, unknown.slice(0, NAMED_IDS).join(','));
  }

  /**
   * Creates and updates users as the host app has them (contract, section 7, importUsers).
   * @param users the last one counts where an id repeats
   * @returns how many were created or changed; 0 for a repeat
   * @throws AppError 20014 naming the ids of users who were deleted; nobody is imported then
   */
  import(users: readonly Profile[]): Promise<number> {
    const byId = new Map(users.map((user) => [user.id, user]));
    // In id order, so that two imports of the same users wait for each other instead of deadlocking.
    const wanted = [...byId.values()].sort((a, b) => a.id - b.id);
    return this.unitOfWork.run(async (tx) => {
      const found = await this.users.findForUpdate(
        tx,
        wanted.map((user) => user.id),
      );
      const deleted = found.filter((user) => user.deleted).map((user) => user.id);
      if (deleted.length > 0) throw new AppError(20014, deleted.slice(0, NAMED_IDS).join(','));
      const known = new Map(found.map((user) => [user.id, user]));
      const changed = wanted.filter((user) => {
        const before = known.get(user.id);
        return before?.nickname !== user.nickname || before.photo !== user.photo;
      });
      await this.users.upsert(tx, changed, Date.now());
      return changed.length;
    });
  }

  /** Users who were banned at or after a moment (UTC milliseconds), and still are. */
  findBannedSince(moment: number): Promise<number[]> {
    return this.users.findBannedSince(moment);
  }

  /** Ends every token and connection of the user, until `unban`. @throws AppError 20001 */
  ban(uid: number): Promise<void> {
    return this.setBanned(uid, Date.now());
  }

  /** Unexpired tokens work again. @throws AppError 20001 */
  unban(uid: number): Promise<void> {
    return this.setBanned(uid, null);
  }

  /**
   * Takes the profile away, ends every connection, and lets nobody sign in or write as this user again.
   * @returns false where that was done before
   * @throws AppError 20001
   */
  async delete(tx: Tx, uid: number): Promise<boolean> {
    const [user] = await this.users.findForUpdate(tx, [uid]);
    if (!user) throw new AppError(20001);
    if (user.deleted) return false;
    await this.users.setDeleted(tx, uid, Date.now());
    tx.emit(userBanned, { uid });
    return true;
  }

  private setBanned(uid: number, bannedAt: number | null): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      if (!(await this.users.setBanned(tx, uid, bannedAt))) throw new AppError(20001);
      if (bannedAt !== null) tx.emit(userBanned, { uid });
    });
  }
}
