import { Body, Get, Post, Query } from '@nestjs/common';
import type { WireProfile } from '../users/profile.js';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall, ApiQueryCall, ONE } from '../wire/openapi/api-call.js';
import { FollowDto, GetUserListDto } from './dto/group.dto.js';
import { GroupListService } from './group-list.service.js';
import { GroupParticipationService } from './group-participation.service.js';
import { USER_LIST_EXAMPLE, USER_LIST_SCHEMA } from './group-schemas.js';
import { presentUser } from './group.presenter.js';

/** The group type of each search_type: interest groups, communities. */
const GROUP_TYPES: Readonly<Record<number, number>> = { 1: 2, 2: 3 };

export interface WireUserList {
  readonly belong_id: number;
  readonly search_type: number;
  /** Text, as the document has it. */
  readonly total: string;
  readonly users: readonly WireProfile[];
}

/** What the document, and the additions, keep under user/ of groups and official accounts. */
@UserApi('user')
export class UserListController {
  constructor(
    private readonly groups: GroupListService,
    private readonly participation: GroupParticipationService,
  ) {}

  /** Interface 1. */
  @Get('getUserList')
  @ApiQueryCall({
    document: 1,
    summary: '获取用户信息',
    datas: USER_LIST_SCHEMA,
    example: USER_LIST_EXAMPLE,
    errors: [20005],
  })
  async getUserList(
    @CurrentUser() uid: number,
    @Query() { belong_id, search_type, page = 1, page_size }: GetUserListDto,
  ): Promise<WireUserList> {
    const type = GROUP_TYPES[search_type] ?? 0;
    const { total, members } = await this.groups.members(uid, type, belong_id, { page, pageSize: page_size });
    return { belong_id, search_type, total: String(total), users: members.map(presentUser) };
  }

  @Post('follow')
  @ApiBodyCall({ summary: '关注公众号', datas: ONE, example: { datas: 1 }, errors: [20006] })
  async follow(@CurrentUser() uid: number, @Body() { service_id }: FollowDto): Promise<1> {
    await this.participation.follow(uid, service_id);
    return 1;
  }

  @Post('unfollow')
  @ApiBodyCall({ summary: '取消关注公众号', datas: ONE, example: { datas: 1 }, errors: [20006] })
  async unfollow(@CurrentUser() uid: number, @Body() { service_id }: FollowDto): Promise<1> {
    await this.participation.unfollow(uid, service_id);
    return 1;
  }
}
