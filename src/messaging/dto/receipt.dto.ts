import { Choice, IdList, Uint } from '../../wire/fields/fields.js';
import { PageDto } from '../../wire/fields/page.dto.js';
import { ConversationId } from './conversation-id.field.js';

const MSG_IDS = { description: '消息 id 列表，至多 1000 个', example: '1,2,3,4' };

/** Interface 4. */
export class UpdateMessageReceiveStatusDto {
  @IdList(MSG_IDS)
  msg_id!: number[];

  @Choice({ of: [3], description: '已接收状态值：3', example: 3 })
  status!: number;
}

/** Interface 5. */
export class UpdateMessageReadStatusDto {
  @IdList({ ...MSG_IDS, example: 1111 })
  msg_id!: number[];

  @Choice({ of: [4], description: '已读状态值：4', example: 4 })
  status!: number;
}

export class ReadConversationDto {
  @ConversationId()
  conversation_id!: string;

  @Uint({ description: '读到的最后一个 seq', example: 12 })
  up_to_seq!: number;
}

export class GetMessageStatusDto extends PageDto {
  @Uint({ description: '自己发送的消息', example: 1112 })
  msg_id!: number;
}
