import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Page } from '../common/paging.js';
import type { RowPage } from '../database/read-page.js';
import { GroupListRepository, type ListedGroup, type MemberPage } from './group-list.repository.js';

const USER_GROUP = 1;

/** A group as one user sees it. */
export interface GroupInfo extends ListedGroup {
  /** UTC milliseconds; the past, or null, where the user may speak. */
  readonly muted_until: number | null;
}

/** Which groups there are, and who is in them. */
@Injectable()
export class GroupListService {
  constructor(private readonly lists: GroupListRepository) {}

  /** Members in the order of joining, for anybody who is signed in (interface 1). @throws AppError 20005 */
  async members(uid: number, type: number, id: number, page: Page): Promise<MemberPage> {
    const members = await this.lists.findMembers(uid, type, id, page);
    if (!members) throw new AppError(20005);
    return members;
  }

  /** As `members`, for members only. @throws AppError 20005, 20004 */
  async membersFor(uid: number, type: number, id: number, page: Page): Promise<MemberPage> {
    const members = await this.members(uid, type, id, page);
    if (!members.isMember) throw new AppError(20004);
    return members;
  }

  groupsOf(uid: number, page: Page): Promise<RowPage<ListedGroup>> {
    return this.lists.findGroupsOf(uid, page);
  }

  /** Interest groups and communities are known to all, user groups to their members. @throws AppError 20005, 20004 */
  async info(uid: number, type: number, id: number): Promise<GroupInfo> {
    const group = await this.lists.findGroup(uid, type, id);
    if (!group) throw new AppError(20005);
    if (group.role === null && type === USER_GROUP) throw new AppError(20004);
    return group;
  }
}
