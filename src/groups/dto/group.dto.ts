import { Choice, IdList, Text, Uint } from '../../wire/fields/fields.js';
import { PageDto } from '../../wire/fields/page.dto.js';

const GROUP_TYPE = { of: [1, 2, 3], description: '1 用户群组 2 兴趣组 3 小区', example: 1 };
const JOINABLE_TYPE = { ...GROUP_TYPE, example: 2 };
const MEMBER = { description: '群成员的用户 id', example: 41 };

/** A group of type 1 in the examples. */
export class GroupRefDto {
  @Choice(GROUP_TYPE)
  group_type!: number;

  @Uint({ example: 111222 })
  group_id!: number;
}

/** An interest group or community in the examples. */
export class JoinableGroupDto {
  @Choice(JOINABLE_TYPE)
  group_type!: number;

  @Uint({ example: 111 })
  group_id!: number;
}

export class CreateGroupDto {
  @Text({ max: 64, description: '群名称，1 … 64 个字符', example: '周末爬山' })
  name!: string;

  @IdList({ required: false, description: '邀请的用户 id 列表，至多 1000 个', example: '1,2,3' })
  user_id?: number[];

  @Text({
    max: 64,
    required: false,
    emptyIsAbsent: false,
    description: '客户端消息 id，每个用户永久唯一；重复调用返回首次结果',
    example: '8f14e45f-ea5b-4f0d-b7c7-1f1d1a1a0002',
  })
  client_msg_id?: string;
}

export class GroupUsersDto extends GroupRefDto {
  @IdList({ description: '用户 id 列表，至多 1000 个', example: '1,2,3' })
  user_id!: number[];
}

export class SetAdminDto extends GroupRefDto {
  @Uint(MEMBER)
  user_id!: number;

  @Choice({ of: [0, 1], description: '1 设为管理员 0 取消', example: 1 })
  admin!: number;
}

export class MuteMemberDto extends GroupRefDto {
  @Uint(MEMBER)
  user_id!: number;

  @Uint({ min: 0, description: '秒，0 解除禁言', example: 600 })
  seconds!: number;
}

export class TransferGroupDto {
  @Choice(GROUP_TYPE)
  group_type!: number;

  // Another group than the other examples are about: they are for its owner, whom this makes a plain member.
  @Uint({ example: 111444 })
  group_id!: number;

  @Uint(MEMBER)
  user_id!: number;
}

export class DismissGroupDto {
  @Choice(GROUP_TYPE)
  group_type!: number;

  @Uint({ example: 111333 })
  group_id!: number;
}

export class GetMembersDto extends PageDto {
  @Choice(GROUP_TYPE)
  group_type!: number;

  @Uint({ example: 111222 })
  group_id!: number;
}

/** Interface 1. */
export class GetUserListDto extends PageDto {
  @Uint({ description: '用户归属id：search_type=1 兴趣组id，2 小区id', example: 111 })
  belong_id!: number;

  @Choice({ of: [1, 2], description: '1、兴趣组 2、小区', example: 1 })
  search_type!: number;
}

export class FollowDto {
  @Uint({ description: '公众号id', example: 111 })
  service_id!: number;
}
