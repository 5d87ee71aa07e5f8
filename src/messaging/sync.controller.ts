import { Body, Post } from '@nestjs/common';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall } from '../wire/openapi/api-call.js';
import { RecallMessageDto, SyncDto } from './dto/sync.dto.js';
import { PUSH_EXAMPLE, SYNC_SCHEMA } from './message-schemas.js';
import { RecallService } from './recall/recall.service.js';
import { type SyncAnswer, SyncService } from './sync/sync.service.js';

/** How a client stays right: sync, and what was taken back (contract, section 7). */
@UserApi('message')
export class SyncController {
  constructor(
    private readonly syncs: SyncService,
    private readonly recalls: RecallService,
  ) {}

  @Post('sync')
  @ApiBodyCall({
    summary: '同步：返回已有 seq 之后的全部可见消息，以及撤回',
    datas: SYNC_SCHEMA,
    example: { datas: { messages: [PUSH_EXAMPLE], has_more: false, recalled: [], recalls_cursor: 1 } },
  })
  sync(@CurrentUser() uid: number, @Body() dto: SyncDto): Promise<SyncAnswer> {
    return this.syncs.sync(uid, dto);
  }

  @Post('recallMessage')
  @ApiBodyCall({
    summary: '撤回自己的消息',
    datas: { type: 'integer', enum: [1] },
    example: { datas: 1 },
    errors: [20002, 20012],
  })
  async recallMessage(@CurrentUser() uid: number, @Body() { msg_id }: RecallMessageDto): Promise<1> {
    await this.recalls.recallOwn(uid, msg_id);
    return 1;
  }
}
