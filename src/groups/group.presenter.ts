import { Injectable } from '@nestjs/common';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import type { RowPage } from '../database/read-page.js';
import type { WireProfile } from '../users/profile.js';
import type { ListedGroup, ListedMember, MemberPage } from './group-list.repository.js';
import type { GroupInfo } from './group-list.service.js';
import { type GroupRole, roleOf } from './group-role.js';

export interface WireGroup {
  readonly group_type: number;
  readonly group_id: number;
  readonly name: string;
  readonly member_count: number;
  /** Null for who is no member. */
  readonly role: GroupRole | null;
}

export interface WireGroupInfo extends WireGroup {
  /** Null where the host app made the group. */
  readonly owner_uid: number | null;
  /** The caller's own mute; null where there is none. */
  readonly muted_until: string | null;
}

export interface WireMember extends WireProfile {
  readonly role: GroupRole;
  readonly joined: string;
}

/** How groups and their members look on the wire. */
@Injectable()
export class GroupPresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  presentList(uid: number, { total, rows }: RowPage<ListedGroup>): { total: number; groups: WireGroup[] } {
    return { total, groups: rows.map((row) => presentGroup(uid, row)) };
  }

  presentInfo(uid: number, group: GroupInfo): WireGroupInfo {
    const { owner_id, muted_until } = group;
    const isMuted = muted_until !== null && muted_until > Date.now();
    return {
      ...presentGroup(uid, group),
      owner_uid: owner_id,
      muted_until: isMuted ? this.time.render(muted_until) : null,
    };
  }

  presentMembers({ total, ownerId, members }: MemberPage): { total: number; members: WireMember[] } {
    return {
      total,
      members: members.map((member) => ({
        ...presentUser(member),
        role: roleOf(member.user_id, member.role, ownerId),
        joined: this.time.render(member.joined_at),
      })),
    };
  }
}

/** Exactly what interface 1 shows of a user. */
export function presentUser({ user_id, nickname, photo }: ListedMember): WireProfile {
  return { user_id, nickname, photo };
}

function presentGroup(uid: number, { type, id, name, member_count, role, owner_id }: ListedGroup): WireGroup {
  return {
    group_type: type,
    group_id: id,
    name,
    member_count,
    role: role === null ? null : roleOf(uid, role, owner_id),
  };
}
