import { Text, Uint } from '../../wire/fields/fields.js';

export class GetHistoryDto {
  @Text({
    max: 64,
    pattern: /^(u|s|g:[1-4]):[1-9]\d{0,15}$/,
    description: 'u:<uid>、g:<group_type>:<group_id>、s:<service_id>',
    example: 'u:41',
  })
  conversation_id!: string;

  @Uint({ required: false, description: '取小于它的最新消息', example: 100 })
  before_seq?: number;

  @Uint({ min: 0, required: false, description: '取大于它的最早消息', example: 0 })
  after_seq?: number;

  @Uint({ max: 200, required: false, description: '不传默认 50', example: 50 })
  limit?: number;
}
