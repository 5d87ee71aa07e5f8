import { Body, Get, Post, Query } from '@nestjs/common';
import { ServiceAccess } from '../auth/operators/service-access.js';
import { MembershipService } from '../groups/membership.service.js';
import { followersOf } from '../timeline/conversation-target.js';
import { AuditedCmsApi } from './audit/audited-api.js';
import { type CmsIdentity, CurrentOperator } from '../wire/access.js';
import { ApiBodyCall, ApiQueryCall } from '../wire/openapi/api-call.js';
import { FollowerListService, type WireFollowers } from './followers/follower-list.service.js';
import { ListServiceFollowersDto, ServiceFollowersDto, ServiceIdDto } from './dto/follower.dto.js';
import { FOLLOWERS_EXAMPLE, FOLLOWERS_SCHEMA } from './follower-schemas.js';

/** Followers of official accounts, as the host app has them (contract, section 7). */
@AuditedCmsApi('cms', { role: 'operator' })
export class CmsFollowerController {
  constructor(
    private readonly access: ServiceAccess,
    private readonly memberships: MembershipService,
    private readonly followers: FollowerListService,
  ) {}

  @Post('addServiceFollowers')
  @ApiBodyCall({
    summary: '添加公众号关注者',
    description: 'datas 为新关注的人数。',
    datas: { type: 'integer' },
    example: { datas: 3 },
    errors: [20001, 20006],
  })
  async addServiceFollowers(
    @CurrentOperator() caller: CmsIdentity,
    @Body() { service_id, user_id }: ServiceFollowersDto,
  ): Promise<number> {
    await this.access.assertMayUse(caller, service_id);
    return this.memberships.add(followersOf(service_id), user_id);
  }

  @Post('removeServiceFollowers')
  @ApiBodyCall({
    summary: '移除公众号关注者',
    description: 'datas 为移除的人数。',
    datas: { type: 'integer' },
    example: { datas: 1 },
    errors: [20006],
  })
  async removeServiceFollowers(
    @CurrentOperator() caller: CmsIdentity,
    @Body() { service_id, user_id }: ServiceFollowersDto,
  ): Promise<number> {
    await this.access.assertMayUse(caller, service_id);
    return this.memberships.remove(followersOf(service_id), user_id);
  }

  @Get('listServiceFollowers')
  @ApiQueryCall({
    summary: '公众号关注者列表，按用户 id',
    datas: FOLLOWERS_SCHEMA,
    example: FOLLOWERS_EXAMPLE,
    errors: [20006],
  })
  async listServiceFollowers(
    @CurrentOperator() caller: CmsIdentity,
    @Query() { service_id, cursor = 0, page_size = 200 }: ListServiceFollowersDto,
  ): Promise<WireFollowers> {
    await this.access.assertMayUse(caller, service_id);
    return this.followers.list(service_id, cursor, page_size);
  }

  @Get('countServiceFollowers')
  @ApiQueryCall({
    summary: '公众号关注者人数',
    datas: { type: 'integer' },
    example: { datas: 1024 },
    errors: [20006],
  })
  async countServiceFollowers(
    @CurrentOperator() caller: CmsIdentity,
    @Query() { service_id }: ServiceIdDto,
  ): Promise<number> {
    await this.access.assertMayUse(caller, service_id);
    return this.followers.count(service_id);
  }
}
