import { Body, Post } from '@nestjs/common';
import { GroupService } from '../groups/group.service.js';
import { MembershipService } from '../groups/membership.service.js';
import { inGroup } from '../timeline/conversation-target.js';
import { AuditedCmsApi } from './audit/audited-api.js';
import { ApiBodyCall, ONE } from '../wire/openapi/api-call.js';
import { GroupMembersDto, SaveGroupDto } from './dto/group-management.dto.js';

/** Groups as the host app has them (contract, section 7). */
@AuditedCmsApi('cms')
export class CmsGroupController {
  constructor(
    private readonly groups: GroupService,
    private readonly memberships: MembershipService,
  ) {}

  @Post('saveGroup')
  @ApiBodyCall({ summary: '创建群组或更新群名称', datas: ONE, example: { datas: 1 } })
  async saveGroup(@Body() { group_type, group_id, name }: SaveGroupDto): Promise<1> {
    await this.groups.save(group_type, group_id, name);
    return 1;
  }

  @Post('addGroupMembers')
  @ApiBodyCall({
    summary: '添加群成员',
    description: 'datas 为新加入的人数。',
    datas: { type: 'integer' },
    example: { datas: 3 },
    errors: [20001, 20005, 20011],
  })
  addGroupMembers(@Body() { group_type, group_id, user_id }: GroupMembersDto): Promise<number> {
    return this.memberships.add(inGroup(group_type, group_id), user_id);
  }

  @Post('removeGroupMembers')
  @ApiBodyCall({
    summary: '移除群成员',
    description: 'datas 为移除的人数。',
    datas: { type: 'integer' },
    example: { datas: 1 },
    errors: [20005],
  })
  removeGroupMembers(@Body() { group_type, group_id, user_id }: GroupMembersDto): Promise<number> {
    return this.memberships.remove(inGroup(group_type, group_id), user_id);
  }
}
