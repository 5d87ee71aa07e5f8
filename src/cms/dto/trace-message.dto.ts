import { Uint } from '../../wire/fields/fields.js';

export class TraceMessageDto {
  @Uint({ description: '消息id', example: 1111 })
  msg_id!: number;

  @Uint({ required: false, description: '只看这一个接收者', example: 77 })
  user_id?: number;

  @Uint({ required: false, description: '上一页的 next_cursor', example: 1 })
  cursor?: number;

  @Uint({ required: false, max: 1000, description: '数据大小，不传默认 50', example: 50 })
  page_size?: number;
}
