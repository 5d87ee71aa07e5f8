import { Choice, IdList, Text, Uint } from '../../wire/fields/fields.js';

class GroupRefDto {
  @Choice({ of: [1, 2, 3], description: '1 用户群组 2 兴趣组 3 小区', example: 2 })
  group_type!: number;

  @Uint({ example: 111 })
  group_id!: number;
}

export class SaveGroupDto extends GroupRefDto {
  @Text({ max: 64, description: '群名称，1 … 64 个字符', example: '兴趣组1' })
  name!: string;
}

export class GroupMembersDto extends GroupRefDto {
  @IdList({ max: 10_000, description: '用户 id 列表，至多 10000 个', example: '1,2,3' })
  user_id!: number[];
}
