import { Uint } from '../../wire/fields/fields.js';
import { ConversationId } from './conversation-id.field.js';

export class GetHistoryDto {
  @ConversationId()
  conversation_id!: string;

  @Uint({ required: false, description: '取小于它的最新消息', example: 100 })
  before_seq?: number;

  @Uint({ min: 0, required: false, description: '取大于它的最早消息', example: 0 })
  after_seq?: number;

  @Uint({ max: 200, required: false, description: '不传默认 50', example: 50 })
  limit?: number;
}
