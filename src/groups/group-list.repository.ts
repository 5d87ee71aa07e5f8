import { Injectable } from '@nestjs/common';
import { type Page, toWindow } from '../common/paging.js';
import { readPage, type RowPage } from '../database/read-page.js';
import { ReadStore } from '../database/read-store.js';

/** A member in a group's list. */
export interface ListedMember {
  readonly user_id: number;
  readonly nickname: string;
  readonly photo: string;
  readonly role: number;
  readonly joined_at: number;
}

/** A group as one user sees it. */
export interface ListedGroup {
  readonly type: number;
  readonly id: number;
  readonly name: string;
  readonly owner_id: number | null;
  readonly member_count: number;
  /** Null for who is no member. */
  readonly role: number | null;
}

export interface MemberPage {
  /** Whether the user who asks is a member. */
  readonly isMember: boolean;
  readonly total: number;
  readonly ownerId: number | null;
  readonly members: readonly ListedMember[];
}

/** What every row of a page repeats; a page without members is one row of nothing else. */
interface GroupRow {
  viewer: number | null;
  total: number;
  owner_id: number | null;
}

type MemberPageRow = GroupRow & (ListedMember | { readonly user_id: null });

const EVERYBODY = Number.MAX_SAFE_INTEGER;
const GROUP = `g.type, g.id, g.name, g.owner_id, c.member_count`;

@Injectable()
export class GroupListRepository {
  constructor(private readonly reads: ReadStore) {}

  /**
   * A page of members in the order of joining, and how many there are, in one statement that reads no more than
   * the page and what lies before it in the index.
   * @returns undefined where there is no such group
   */
  async findMembers(viewer: number, type: number, id: number, page: Page): Promise<MemberPage | undefined> {
    const window = toWindow(page);
    const rows = await this.reads.query<MemberPageRow>(
      `SELECT v.user_id AS viewer, c.member_count AS total, g.owner_id, m.user_id, u.nickname, u.photo, m.role, m.joined_at
       FROM chat_groups g
       JOIN conversations c ON c.id = g.conversation_id AND c.closed_at IS NULL
       LEFT JOIN group_members v ON v.conversation_id = c.id AND v.user_id = ?
       LEFT JOIN (
         SELECT conversation_id, user_id, role, joined_no, joined_at FROM group_members
         WHERE conversation_id = (SELECT conversation_id FROM chat_groups WHERE type = ? AND id = ?)
         ORDER BY joined_no LIMIT ? OFFSET ?
       ) m ON m.conversation_id = c.id
       LEFT JOIN users u ON u.id = m.user_id
       WHERE g.type = ? AND g.id = ? ORDER BY m.joined_no`,
      [viewer, type, id, window ? (window.limit ?? EVERYBODY) : 0, window?.offset ?? 0, type, id],
    );
    const [first] = rows;
    if (!first) return undefined;
    const members = rows.filter((row): row is GroupRow & ListedMember => row.user_id !== null);
    return { isMember: first.viewer !== null, total: first.total, ownerId: first.owner_id, members };
  }

  /** The groups of types 1-3 that a user is a member of, the latest joined first. */
  findGroupsOf(uid: number, page: Page): Promise<RowPage<ListedGroup>> {
    return readPage<ListedGroup>(this.reads, page, {
      select: `${GROUP}, m.role`,
      from: `group_members m JOIN conversations c ON c.id = m.conversation_id
             JOIN chat_groups g ON g.conversation_id = m.conversation_id WHERE m.user_id = ?`,
      order: 'm.joined_at DESC, m.conversation_id DESC',
      parameters: [uid],
    });
  }

  /** A group as a user sees it, with the mute of theirs (UTC milliseconds, or null). */
  async findGroup(
    uid: number,
    type: number,
    id: number,
  ): Promise<(ListedGroup & { readonly muted_until: number | null }) | undefined> {
    const [row] = await this.reads.query<ListedGroup & { muted_until: number | null }>(
      `SELECT ${GROUP}, m.role, x.muted_until FROM chat_groups g
       JOIN conversations c ON c.id = g.conversation_id AND c.closed_at IS NULL
       LEFT JOIN group_members m ON m.conversation_id = c.id AND m.user_id = ?
       LEFT JOIN group_mutes x ON x.conversation_id = c.id AND x.user_id = ?
       WHERE g.type = ? AND g.id = ?`,
      [uid, uid, type, id],
    );
    return row;
  }
}
