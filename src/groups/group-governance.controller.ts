import { Body, Post } from '@nestjs/common';
import { inGroup } from '../timeline/conversation-target.js';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall, ONE } from '../wire/openapi/api-call.js';
import { DismissGroupDto, GroupUsersDto, MuteMemberDto, SetAdminDto, TransferGroupDto } from './dto/group.dto.js';
import { GroupGovernanceService } from './group-governance.service.js';

/** What owners and admins do (contract, section 7). */
@UserApi('group')
export class GroupGovernanceController {
  constructor(private readonly governance: GroupGovernanceService) {}

  @Post('removeMembers')
  @ApiBodyCall({
    summary: '移除群成员',
    description: '群主与管理员可用；不能移除群主。datas 为移除的人数。',
    datas: { type: 'integer' },
    example: { datas: 1 },
    errors: [10003, 20004, 20005, 20013],
  })
  removeMembers(@CurrentUser() uid: number, @Body() { group_type, group_id, user_id }: GroupUsersDto): Promise<number> {
    return this.governance.removeMembers(uid, inGroup(group_type, group_id), user_id);
  }

  @Post('setAdmin')
  @ApiBodyCall({
    summary: '设置或取消管理员',
    description: '群主可用。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003, 20004, 20005],
  })
  async setAdmin(@CurrentUser() uid: number, @Body() dto: SetAdminDto): Promise<1> {
    const { group_type, group_id, user_id, admin } = dto;
    await this.governance.setAdmin(uid, inGroup(group_type, group_id), user_id, admin === 1);
    return 1;
  }

  @Post('muteMember')
  @ApiBodyCall({
    summary: '禁言群成员，0 秒为解除',
    description: '群主与管理员可用；退群后再加入仍有效。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003, 20004, 20005],
  })
  async muteMember(@CurrentUser() uid: number, @Body() dto: MuteMemberDto): Promise<1> {
    const { group_type, group_id, user_id, seconds } = dto;
    await this.governance.mute(uid, inGroup(group_type, group_id), user_id, seconds);
    return 1;
  }

  @Post('transferGroup')
  @ApiBodyCall({
    summary: '转让群',
    description: '群主可用；原群主成为普通成员。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003, 20004, 20005],
  })
  async transferGroup(
    @CurrentUser() uid: number,
    @Body() { group_type, group_id, user_id }: TransferGroupDto,
  ): Promise<1> {
    await this.governance.transfer(uid, inGroup(group_type, group_id), user_id);
    return 1;
  }

  @Post('dismissGroup')
  @ApiBodyCall({
    summary: '解散群',
    description: '群主可用；成员仍可查看历史消息。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003, 20004, 20005],
  })
  async dismissGroup(@CurrentUser() uid: number, @Body() { group_type, group_id }: DismissGroupDto): Promise<1> {
    await this.governance.dismiss(uid, inGroup(group_type, group_id));
    return 1;
  }
}
