import { Body, Post } from '@nestjs/common';
import { ServiceAccess } from '../../auth/operators/service-access.js';
import { PushRecallService } from '../../messaging/recall/push-recall.service.js';
import { RECEIPT_STATUS } from '../../messaging/receipts/receipt-status.js';
import { ReceiptService } from '../../messaging/receipts/receipt.service.js';
import { AuditedCmsApi } from '../audit/audited-api.js';
import { type CmsIdentity, CurrentOperator } from '../../wire/access.js';
import { ApiBodyCall, ONE } from '../../wire/openapi/api-call.js';
import { AccountFoundBy } from '../audit/audited.js';
import { BroadcastMessageDto, CmsSendMessageDto, CmsUpdateMessageReadStatusDto, PushIdDto } from '../dto/push.dto.js';
import { PushAccess } from './push-access.js';
import { PushAccount } from './push-account.js';
import { PushService } from './push.service.js';
import { messageOf } from './service-message.js';

const MSG_ID = { type: 'integer', description: '消息id' };

/** What official accounts send, and read (interface 14 and additions). */
@AuditedCmsApi('cms', { role: 'operator' })
export class CmsMessageController {
  constructor(
    private readonly access: ServiceAccess,
    private readonly pushAccess: PushAccess,
    private readonly pushes: PushService,
    private readonly recalls: PushRecallService,
    private readonly receipts: ReceiptService,
  ) {}

  @Post('sendMessage')
  @ApiBodyCall({
    document: 14,
    summary: '公众号消息推送（CMS后台专用）',
    description: '所有接收者使用同一个 msg_id；有一个用户不存在则全部不发送（20001）。',
    datas: MSG_ID,
    example: { datas: 1 },
    errors: [20001, 20006, 20009],
  })
  async sendMessage(@CurrentOperator() caller: CmsIdentity, @Body() dto: CmsSendMessageDto): Promise<number> {
    const message = messageOf(dto);
    await this.access.assertMayUse(caller, dto.service_id);
    return this.pushes.send(message, dto.user_id);
  }

  @Post('broadcastMessage')
  @ApiBodyCall({
    summary: '群发给公众号的所有关注者',
    description: '只保存一份；此刻的关注者可见。',
    datas: MSG_ID,
    example: { datas: 1 },
    errors: [20006, 20009],
  })
  async broadcastMessage(@CurrentOperator() caller: CmsIdentity, @Body() dto: BroadcastMessageDto): Promise<number> {
    const message = messageOf(dto);
    await this.access.assertMayUse(caller, dto.service_id);
    return this.pushes.broadcast(message);
  }

  @Post('recallMessage')
  @AccountFoundBy(PushAccount)
  @ApiBodyCall({ summary: '撤回推送或群发，不限时间', datas: ONE, example: { datas: 1 }, errors: [20002] })
  async recallMessage(@CurrentOperator() caller: CmsIdentity, @Body() { msg_id }: PushIdDto): Promise<1> {
    await this.pushAccess.assertMayRecall(caller, msg_id);
    await this.recalls.recall(msg_id);
    return 1;
  }

  @Post('updateMessageReadStatus')
  @ApiBodyCall({
    summary: '公众号已读用户发来的消息',
    description: '用户会收到 message:status。不是发给该公众号的消息被忽略，没有剩余时为 20002。',
    datas: ONE,
    example: { datas: 1 },
    errors: [20002, 20006],
  })
  async updateMessageReadStatus(
    @CurrentOperator() caller: CmsIdentity,
    @Body() { service_id, msg_id }: CmsUpdateMessageReadStatusDto,
  ): Promise<1> {
    await this.access.assertMayUse(caller, service_id);
    await this.receipts.acknowledgeForAccount(service_id, RECEIPT_STATUS.read, msg_id);
    return 1;
  }
}
