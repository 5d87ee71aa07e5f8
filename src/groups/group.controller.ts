import { Body, Post } from '@nestjs/common';
import { inGroup } from '../timeline/conversation-target.js';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall, ONE } from '../wire/openapi/api-call.js';
import { CreateGroupDto, GroupUsersDto, JoinableGroupDto } from './dto/group.dto.js';
import { GroupCreationService } from './group-creation.service.js';
import { GroupParticipationService } from './group-participation.service.js';

/** How users come together in groups (contract, section 7). */
@UserApi('group')
export class GroupController {
  constructor(
    private readonly creation: GroupCreationService,
    private readonly participation: GroupParticipationService,
  ) {}

  @Post('createGroup')
  @ApiBodyCall({
    summary: '创建群组',
    description: '创建者为群主。已拉黑创建者的用户不会被加入。',
    datas: { type: 'object', required: ['group_id'], properties: { group_id: { type: 'integer' } } },
    example: { datas: { group_id: 1_000_000_000_001 } },
    errors: [20001, 20009, 20011],
  })
  async createGroup(
    @CurrentUser() uid: number,
    @Body() { name, user_id = [], client_msg_id }: CreateGroupDto,
  ): Promise<{ group_id: number }> {
    const group = { ownerId: uid, name, invitees: user_id, clientMsgId: client_msg_id };
    return { group_id: await this.creation.create(group) };
  }

  @Post('joinGroup')
  @ApiBodyCall({
    summary: '加入兴趣组或小区',
    description: '用户群组（1）只能由成员邀请加入。',
    datas: ONE,
    example: { datas: 1 },
    errors: [10003, 20005, 20011],
  })
  async joinGroup(@CurrentUser() uid: number, @Body() { group_type, group_id }: JoinableGroupDto): Promise<1> {
    await this.participation.join(uid, inGroup(group_type, group_id));
    return 1;
  }

  @Post('quitGroup')
  @ApiBodyCall({ summary: '退出群', datas: ONE, example: { datas: 1 }, errors: [20005, 20013] })
  async quitGroup(@CurrentUser() uid: number, @Body() { group_type, group_id }: JoinableGroupDto): Promise<1> {
    await this.participation.quit(uid, inGroup(group_type, group_id));
    return 1;
  }

  @Post('inviteMembers')
  @ApiBodyCall({
    summary: '邀请用户加入用户群组',
    description: 'datas 为新加入的人数。已拉黑邀请者的用户不会被加入。',
    datas: { type: 'integer' },
    example: { datas: 3 },
    errors: [10003, 20001, 20004, 20005, 20011],
  })
  inviteMembers(@CurrentUser() uid: number, @Body() { group_type, group_id, user_id }: GroupUsersDto): Promise<number> {
    return this.participation.invite(uid, inGroup(group_type, group_id), user_id);
  }
}
