import { Body, Get, Post, Query } from '@nestjs/common';
import { CurrentUser, UserApi } from '../wire/access.js';
import { ApiBodyCall, ApiQueryCall } from '../wire/openapi/api-call.js';
import {
  GetMessageStatusDto,
  ReadConversationDto,
  UpdateMessageReadStatusDto,
  UpdateMessageReceiveStatusDto,
} from './dto/receipt.dto.js';
import { type MessageStatus, MessageStatusService } from './receipts/message-status.service.js';
import { RECEIPT_STATUS } from './receipts/receipt-status.js';
import { ReceiptService } from './receipts/receipt.service.js';

const ONE = { datas: { type: 'integer', enum: [1] }, example: { datas: 1 } };

/** Receipts (contract, sections 5 and 7). */
@UserApi('message')
export class ReceiptController {
  constructor(
    private readonly receipts: ReceiptService,
    private readonly statuses: MessageStatusService,
  ) {}

  @Post('updateMessageReceiveStatus')
  @ApiBodyCall({ document: 4, summary: '更新消息接收状态', ...ONE, errors: [20002] })
  async updateMessageReceiveStatus(
    @CurrentUser() uid: number,
    @Body() { msg_id }: UpdateMessageReceiveStatusDto,
  ): Promise<1> {
    await this.receipts.acknowledge(uid, RECEIPT_STATUS.received, msg_id);
    return 1;
  }

  @Post('updateMessageReadStatus')
  @ApiBodyCall({ document: 5, summary: '更新消息已读状态', ...ONE, errors: [20002] })
  async updateMessageReadStatus(
    @CurrentUser() uid: number,
    @Body() { msg_id }: UpdateMessageReadStatusDto,
  ): Promise<1> {
    await this.receipts.acknowledge(uid, RECEIPT_STATUS.read, msg_id);
    return 1;
  }

  @Post('readConversation')
  @ApiBodyCall({ summary: '会话读到某条消息为止', ...ONE, errors: [20004] })
  async readConversation(
    @CurrentUser() uid: number,
    @Body() { conversation_id, up_to_seq }: ReadConversationDto,
  ): Promise<1> {
    await this.receipts.readUpTo(uid, conversation_id, up_to_seq);
    return 1;
  }

  @Get('getMessageStatus')
  @ApiQueryCall({
    summary: '消息的接收与已读情况（发送者）',
    datas: {
      type: 'object',
      required: ['msg_id', 'receivers', 'received', 'read', 'users'],
      properties: {
        msg_id: { type: 'integer' },
        receivers: { type: 'integer' },
        received: { type: 'integer' },
        read: { type: 'integer' },
        users: {
          type: 'array',
          items: {
            type: 'object',
            required: ['user_id', 'status'],
            properties: { user_id: { type: 'integer' }, status: { type: 'integer', enum: [0, 3, 4] } },
          },
        },
      },
    },
    example: { datas: { msg_id: 1112, receivers: 1, received: 1, read: 1, users: [{ user_id: 41, status: 4 }] } },
    errors: [20002],
  })
  getMessageStatus(
    @CurrentUser() uid: number,
    @Query() { msg_id, page = 1, page_size }: GetMessageStatusDto,
  ): Promise<MessageStatus> {
    return this.statuses.read(uid, msg_id, { page, pageSize: page_size });
  }
}
