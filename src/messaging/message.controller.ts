import { Body, Get, Post, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { AsksForCallerItself, CurrentUser, UserApi } from '../wire/access.js';
import { PageDto } from '../wire/fields/page.dto.js';
import { ApiBodyCall, ApiQueryCall, named, type NamedExamples } from '../wire/openapi/api-call.js';
import { GetHistoryDto } from './dto/get-history.dto.js';
import { MESSAGE_EXAMPLES } from './dto/message-examples.js';
import { SendGroupMessageDto, SendMessageDto } from './dto/send-message.dto.js';
import { type ConversationList, ConversationListService } from './history/conversation-list.service.js';
import { type HistoryPage, HistoryService } from './history/history.service.js';
import {
  CONVERSATION_LIST_SCHEMA,
  HISTORY_EXAMPLES,
  HISTORY_SCHEMA,
  MSG_ID_SCHEMA,
  PUSH_EXAMPLE,
} from './message-schemas.js';
import { SendMessageService } from './send/send-message.service.js';

/** What is sent there, with each of the document's messages. */
const inputs = (target: object): NamedExamples =>
  named({
    纯文本: { ...target, message: MESSAGE_EXAMPLES.纯文本 },
    图片: { ...target, message: MESSAGE_EXAMPLES.图片 },
  });

@UserApi('message')
export class MessageController {
  constructor(
    private readonly sender: SendMessageService,
    private readonly history: HistoryService,
    private readonly conversations: ConversationListService,
  ) {}

  @Post('sendMessage')
  @AsksForCallerItself()
  @ApiBodyCall({
    document: 2,
    summary: '单聊接口',
    description: 'send_type=2 与接口3 group_type=4 相同：进入公众号收件箱。',
    datas: MSG_ID_SCHEMA,
    example: { datas: 1111 },
    errors: [20001, 20003, 20006, 20007, 20009, 20010],
  })
  @ApiBody({ type: SendMessageDto, examples: inputs({ to_uid: 41, send_type: 0 }) })
  sendMessage(@CurrentUser() uid: number, @Body() dto: SendMessageDto): Promise<number> {
    return this.sender.send(uid, dto);
  }

  @Post('sendGroupMessage')
  @AsksForCallerItself()
  @ApiBodyCall({
    document: 3,
    summary: '群聊接口',
    datas: MSG_ID_SCHEMA,
    example: { datas: 1111 },
    errors: [20004, 20005, 20006, 20007, 20008, 20009],
  })
  @ApiBody({ type: SendGroupMessageDto, examples: inputs({ group_type: 1, to_uid: 111222 }) })
  sendGroupMessage(@CurrentUser() uid: number, @Body() dto: SendGroupMessageDto): Promise<number> {
    return this.sender.sendToGroup(uid, dto);
  }

  @Get('getHistory')
  @ApiQueryCall({
    summary: '会话历史消息',
    datas: HISTORY_SCHEMA,
    examples: named(HISTORY_EXAMPLES),
    errors: [20004],
  })
  getHistory(@CurrentUser() uid: number, @Query() dto: GetHistoryDto): Promise<HistoryPage> {
    return this.history.read(uid, dto);
  }

  @Get('getConversationList')
  @ApiQueryCall({
    summary: '会话列表，最新在前',
    datas: CONVERSATION_LIST_SCHEMA,
    example: {
      datas: {
        total: 1,
        conversations: [
          {
            conversation_id: 'u:111222',
            last_seq: 1,
            unread: 1,
            last_message: PUSH_EXAMPLE,
            updated: PUSH_EXAMPLE.send_time,
          },
        ],
      },
    },
  })
  getConversationList(
    @CurrentUser() uid: number,
    @Query() { page = 1, page_size }: PageDto,
  ): Promise<ConversationList> {
    return this.conversations.list(uid, { page, pageSize: page_size });
  }
}
