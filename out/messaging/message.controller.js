var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Body, Get, Post, Query } from '@nestjs/common';
import { CurrentUser, UserApi } from '../wire/access.js';
import { PageDto } from '../wire/fields/page.dto.js';
import { ApiBodyCall, ApiQueryCall } from '../wire/openapi/api-call.js';
import { GetHistoryDto } from './dto/get-history.dto.js';
import { SendGroupMessageDto, SendMessageDto } from './dto/send-message.dto.js';
import { ConversationListService } from './history/conversation-list.service.js';
import { HistoryService } from './history/history.service.js';
import { CONVERSATION_LIST_SCHEMA, HISTORY_SCHEMA, MSG_ID_SCHEMA, PUSH_EXAMPLE } from './message-schemas.js';
import { SendMessageService } from './send/send-message.service.js';
let MessageController = class MessageController {
    constructor(sender, history, conversations) {
        this.sender = sender;
        this.history = history;
        this.conversations = conversations;
    }
    sendMessage(uid, dto) {
        return this.sender.send(uid, dto);
    }
    sendGroupMessage(uid, dto) {
        return this.sender.sendToGroup(uid, dto);
    }
    getHistory(uid, dto) {
        return this.history.read(uid, dto);
    }
    getConversationList(uid, { page = 1, page_size }) {
        return this.conversations.list(uid, { page, pageSize: page_size });
    }
};
__decorate([
    Post('sendMessage'),
    ApiBodyCall({
        document: 2,
        summary: '单聊接口',
        description: 'send_type=2 与接口3 group_type=4 相同：进入公众号收件箱。',
        datas: MSG_ID_SCHEMA,
        example: { datas: 1111 },
        errors: [20001, 20003, 20006, 20007, 20009, 20010],
    }),
    __param(0, CurrentUser()),
    __param(1, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Number, SendMessageDto]),
    __metadata("design:returntype", Promise)
], MessageController.prototype, "sendMessage", null);
__decorate([
    Post('sendGroupMessage'),
    ApiBodyCall({
        document: 3,
        summary: '群聊接口',
        datas: MSG_ID_SCHEMA,
        example: { datas: 1111 },
        errors: [20004, 20005, 20006, 20007, 20008, 20009],
    }),
    __param(0, CurrentUser()),
    __param(1, Body()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Number, SendGroupMessageDto]),
    __metadata("design:returntype", Promise)
], MessageController.prototype, "sendGroupMessage", null);
__decorate([
    Get('getHistory'),
    ApiQueryCall({
        summary: '会话历史消息',
        datas: HISTORY_SCHEMA,
        example: { datas: { conversation_id: 'u:111222', last_seq: 1, messages: [PUSH_EXAMPLE], has_more: false } },
        errors: [20004],
    }),
    __param(0, CurrentUser()),
    __param(1, Query()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Number, GetHistoryDto]),
    __metadata("design:returntype", Promise)
], MessageController.prototype, "getHistory", null);
__decorate([
    Get('getConversationList'),
    ApiQueryCall({
        summary: '会话列表，最新在前',
        datas: CONVERSATION_LIST_SCHEMA,
        example: {
            datas: {
                total: 1,
                conversations: [
                    { conversation_id: 'u:111222', last_seq: 1, last_message: PUSH_EXAMPLE, updated: PUSH_EXAMPLE.send_time },
                ],
            },
        },
    }),
    __param(0, CurrentUser()),
    __param(1, Query()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Number, PageDto]),
    __metadata("design:returntype", Promise)
], MessageController.prototype, "getConversationList", null);
MessageController = __decorate([
    UserApi('message'),
    __metadata("design:paramtypes", [SendMessageService,
        HistoryService,
        ConversationListService])
], MessageController);
export { MessageController };
//# sourceMappingURL=message.controller.js.map