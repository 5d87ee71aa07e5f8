var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { UserSendRules } from '../../policy/user-send-rules.js';
import { betweenUsers, inGroup, withService } from '../../timeline/conversation-target.js';
import { TimelineWriter } from '../../timeline/writer/timeline-writer.js';
import { parseUserMessage } from '../dto/message.dto.js';
const SEND_TO_SERVICE = 2;
const SERVICE_GROUP = 4;
/** Interfaces 2 and 3, for REST and Socket.IO alike. */
let SendMessageService = class SendMessageService {
    constructor(writer, rules) {
        this.writer = writer;
        this.rules = rules;
    }
    /**
     * Interface 2: to a user, or into an official account's inbox.
     * @param origin the connection that sends, which gets no push of its own message
     * @returns msg_id
     */
    send(uid, dto, origin) {
        const toService = dto.send_type === SEND_TO_SERVICE;
        const target = toService ? withService(dto.to_uid, uid) : betweenUsers(uid, dto.to_uid);
        return this.append(uid, target, dto, origin);
    }
    /** Interface 3: to a group, or (type 4) into an official account's inbox, the same as interface 2. @returns msg_id */
    sendToGroup(uid, dto, origin) {
        const type = dto.group_type ?? 1;
        const target = type === SERVICE_GROUP ? withService(dto.to_uid, uid) : inGroup(type, dto.to_uid);
        return this.append(uid, target, dto, origin);
    }
    async append(uid, target, { message, client_msg_id }, origin) {
        const { type, body } = parseUserMessage(message);
        const { msgId } = await this.writer.append({
            target,
            senderKind: 'user',
            senderId: uid,
            clientMsgId: client_msg_id,
            type,
            body,
            origin,
            rules: this.rules,
        });
        return msgId;
    }
};
SendMessageService = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [TimelineWriter,
        UserSendRules])
], SendMessageService);
export { SendMessageService };
//# sourceMappingURL=send-message.service.js.map