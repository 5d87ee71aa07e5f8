import { Text, Uint } from '../../wire/fields/fields.js';
import { PageDto, RequiredPageDto } from '../../wire/fields/page.dto.js';

export class AddFriendApplyDto {
  @Uint({ description: '申请用户id', example: 1111 })
  to_uid!: number;

  @Text({ max: 255, description: '申请理由', example: 'hello world' })
  comment!: string;
}

export class GetFriendApplyListDto extends RequiredPageDto {}

export class GetSentFriendApplyListDto extends PageDto {}

export class AgreeFriendApplyDto {
  @Uint({ description: '申请id', example: 1111 })
  relation_apply_id!: number;
}

export class RejectFriendApplyDto {
  // Another one than is agreed to: whoever tries the examples one after the other finds both well.
  @Uint({ description: '申请id', example: 1112 })
  relation_apply_id!: number;
}

export class DeleteFriendDto {
  @Uint({ description: '好友id', example: 1111 })
  to_uid!: number;
}

export class GetFriendListDto extends PageDto {}
