import { Injectable } from '@nestjs/common';
import { together } from '../common/async/together.js';
import type { ReadSession } from '../database/session.js';
import { chunks } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type GroupTarget, keyOf, targetOf } from '../timeline/conversation-target.js';
import type { SeqRange } from '../timeline/seq-range.js';
import { UserService } from '../users/user.service.js';
import { type AudiencePage, AudienceRepository, type AudienceWindow, type RangeRow } from './audience.repository.js';
import type { MemberKey } from './member-key.js';
import { MembershipChanges } from './membership-changes.js';
import { MembershipRepository } from './membership.repository.js';

/** Pairs that one statement names, twice. */
const PAIRS = 200;

/** A present member, as the rules of sending see them. */
export interface MemberStanding extends MemberKey {
  readonly role: number;
  readonly mutedUntil: number | undefined;
}

/** A group, and the version of its members that the user is one of. */
export interface VersionedGroup {
  readonly target: GroupTarget;
  readonly version: number;
}

/** Who is in which group, since when, and who was. Changes are ordered against sends by the conversation's lock. */
@Injectable()
export class MembershipService {
  /** Of few users at a time: each may have thousands. */
  private readonly groups = together<number, VersionedGroup[]>((uids) => this.findGroupsOf(uids), 50);

  constructor(
    private readonly memberships: MembershipRepository,
    private readonly audiences: AudienceRepository,
    private readonly users: UserService,
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: MembershipChanges,
  ) {}

  /**
   * Lets users join; they see what is sent from now on.
   * @returns how many were no members yet
   * @throws AppError 20001 naming ids; 20005, 20006 for an official account; 20011
   */
  async add(target: GroupTarget, uids: readonly number[]): Promise<number> {
    await this.users.assertExist(uids);
    return this.unitOfWork.run(async (tx) => this.changes.admit(tx, await this.changes.hold(tx, target), uids));
  }

  /**
   * Ends memberships; their users keep seeing what was sent meanwhile.
   * @returns how many were members
   * @throws AppError 20005, 20006
   */
  remove(target: GroupTarget, uids: readonly number[]): Promise<number> {
    return this.unitOfWork.run(async (tx) => this.changes.release(tx, await this.changes.hold(tx, target), uids));
  }

  /** Those of the pairs that are memberships, in one query. */
  async findStanding(session: ReadSession, keys: readonly MemberKey[]): Promise<MemberStanding[]> {
    const rows = await this.memberships.findStanding(session, keys);
    return rows.map((row) => ({
      conversationId: row.conversation_id,
      uid: row.user_id,
      role: row.role,
      mutedUntil: row.muted_until ?? undefined,
    }));
  }

  /** The groups of a user, each with its version, as of one moment. */
  async groupsOf(uid: number): Promise<readonly VersionedGroup[]> {
    return (await this.groups(uid)) ?? [];
  }

  private async findGroupsOf(uids: readonly number[]): Promise<Map<number, VersionedGroup[]>> {
    const groups = new Map<number, VersionedGroup[]>(uids.map((uid) => [uid, []]));
    for (const { user_id, conversation_key, members_version } of await this.memberships.findGroupsOf(uids)) {
      const target = targetOf(conversation_key);
      if (target.kind === 'group') groups.get(user_id)?.push({ target, version: members_version });
    }
    return groups;
  }

  /** Those of the users who are members, and the version that this is true of. */
  membersNow(target: GroupTarget, uids: readonly number[]): Promise<{ version: number; members: number[] }> {
    return this.memberships.findMembersNow(keyOf(target), uids);
  }

  /** Those of the users who may see message `seq`. */
  membersAt(conversationId: number, seq: number, uids: readonly number[]): Promise<number[]> {
    return this.audiences.findMembersAt(conversationId, seq, uids);
  }

  /** What a user may see of each of these groups; a present membership is open-ended (Infinity). */
  async rangesOf(uid: number, conversationIds: readonly number[]): Promise<Map<number, SeqRange[]>> {
    const rows: RangeRow[] = [];
    for (const part of chunks(conversationIds)) rows.push(...(await this.audiences.findRanges(part, [uid])));
    return rangesBy(rows, (row) => row.conversation_id);
  }

  /** What users may see of groups, of each pair, in few statements; a present membership is open-ended (Infinity). */
  async rangesOfPairs(keys: readonly MemberKey[]): Promise<(key: MemberKey) => readonly SeqRange[]> {
    const rows: RangeRow[] = [];
    for (const part of chunks(keys, PAIRS)) rows.push(...(await this.audiences.findRangesOf(part)));
    const pairOf = (conversationId: number, uid: number): string => `${conversationId}:${uid}`;
    const ranges = rangesBy(rows, (row) => pairOf(row.conversation_id, row.user_id));
    return ({ conversationId, uid }) => ranges.get(pairOf(conversationId, uid)) ?? [];
  }

  /** What users may see of one group; a present membership is open-ended (Infinity). */
  async rangesWithin(conversationId: number, uids: readonly number[]): Promise<Map<number, SeqRange[]>> {
    const rows: RangeRow[] = [];
    for (const part of chunks(uids)) rows.push(...(await this.audiences.findRanges([conversationId], part)));
    return rangesBy(rows, (row) => row.user_id);
  }

  /** Those who were members when `seq` was written, but for one of them, by user id: a window of them. */
  async audienceOf(conversationId: number, seq: number, window: AudienceWindow): Promise<number[]> {
    return (await this.audiences.findAudience(conversationId, seq, window)).map((row) => row.user_id);
  }

  /** As `audienceOf`, by a cursor. */
  async audienceAfter(conversationId: number, seq: number, page: AudiencePage): Promise<number[]> {
    return (await this.audiences.findAudienceAfter(conversationId, seq, page)).map((row) => row.user_id);
  }
}

function rangesBy<K>(rows: readonly RangeRow[], keyOf: (row: RangeRow) => K): Map<K, SeqRange[]> {
  const ranges = new Map<K, SeqRange[]>();
  for (const row of rows) {
    const range = { from: row.since_seq + 1, to: row.until_seq ?? Infinity };
    ranges.set(keyOf(row), [...(ranges.get(keyOf(row)) ?? []), range]);
  }
  return ranges;
}
