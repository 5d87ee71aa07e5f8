import { Choice, Uint } from '../../wire/fields/fields.js';

/** To a user, or to a group or official account: one of the two. */
export class ExplainSendDto {
  @Uint({ description: '发送者 id', example: 1, together: { to_uid: 2 } })
  from_uid!: number;

  @Uint({ required: false, description: '接收用户 id；与 group_type、group_id 二选一', example: 2, together: {} })
  to_uid?: number;

  @Choice({
    of: [1, 2, 3, 4],
    required: false,
    description: '1 用户群组 2 兴趣组 3 小区 4 公众号',
    example: 1,
    together: { group_id: 111 },
  })
  group_type?: number;

  @Uint({ required: false, description: '群 id 或公众号 id', example: 111, together: { group_type: 1 } })
  group_id?: number;
}
