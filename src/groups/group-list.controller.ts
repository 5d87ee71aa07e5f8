import { Get, Query } from '@nestjs/common';
import { CurrentUser, UserApi } from '../wire/access.js';
import { PageDto } from '../wire/fields/page.dto.js';
import { ApiQueryCall } from '../wire/openapi/api-call.js';
import { GetMembersDto, GroupRefDto } from './dto/group.dto.js';
import { GroupListService } from './group-list.service.js';
import {
  GROUP_INFO_EXAMPLE,
  GROUP_INFO_SCHEMA,
  GROUP_LIST_EXAMPLE,
  GROUP_LIST_SCHEMA,
  MEMBERS_EXAMPLE,
  MEMBERS_SCHEMA,
} from './group-schemas.js';
import { GroupPresenter, type WireGroup, type WireGroupInfo, type WireMember } from './group.presenter.js';

/** Which groups there are, and who is in them (contract, section 7). */
@UserApi('group')
export class GroupListController {
  constructor(
    private readonly groups: GroupListService,
    private readonly presenter: GroupPresenter,
  ) {}

  @Get('getGroupList')
  @ApiQueryCall({ summary: '我的群，最近加入的在前', datas: GROUP_LIST_SCHEMA, example: GROUP_LIST_EXAMPLE })
  async getGroupList(
    @CurrentUser() uid: number,
    @Query() { page = 1, page_size }: PageDto,
  ): Promise<{ total: number; groups: WireGroup[] }> {
    return this.presenter.presentList(uid, await this.groups.groupsOf(uid, { page, pageSize: page_size }));
  }

  @Get('getGroupInfo')
  @ApiQueryCall({
    summary: '群资料',
    description: '兴趣组与小区对所有用户可见，用户群组只对成员可见。',
    datas: GROUP_INFO_SCHEMA,
    example: GROUP_INFO_EXAMPLE,
    errors: [20004, 20005],
  })
  async getGroupInfo(
    @CurrentUser() uid: number,
    @Query() { group_type, group_id }: GroupRefDto,
  ): Promise<WireGroupInfo> {
    return this.presenter.presentInfo(uid, await this.groups.info(uid, group_type, group_id));
  }

  @Get('getMembers')
  @ApiQueryCall({
    summary: '群成员，按加入顺序；仅成员可用',
    datas: MEMBERS_SCHEMA,
    example: MEMBERS_EXAMPLE,
    errors: [20004, 20005],
  })
  async getMembers(
    @CurrentUser() uid: number,
    @Query() { group_type, group_id, page = 1, page_size }: GetMembersDto,
  ): Promise<{ total: number; members: WireMember[] }> {
    const found = await this.groups.membersFor(uid, group_type, group_id, { page, pageSize: page_size });
    return this.presenter.presentMembers(found);
  }
}
