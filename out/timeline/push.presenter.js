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
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import { conversationIdFor } from './conversation-target.js';
import { ImageUrls } from './image-urls.js';
import { MESSAGE_TYPE } from './message.js';
/** The only place that knows the push format of the document. */
let PushPresenter = class PushPresenter {
    constructor(images, { timeZone }) {
        this.images = images;
        this.time = new WireTime(timeZone);
    }
    /** The message as `viewer` sees it: its own sender finds the client_msg_id in it. */
    present(message, viewer) {
        const { target, sender, clientMsgId } = message;
        const group = groupOf(target, sender);
        const isOwn = sender.kind === 'user' && sender.id === viewer;
        return {
            msg_type: message.body === undefined ? '0' : String(message.type),
            msg_id: message.id,
            send_time: this.time.render(message.createdAt),
            ...(group === undefined ? {} : { group }),
            from: { uid: String(sender.id), nickname: sender.nickname, photo: sender.photo },
            body: this.bodyOf(message),
            conversation_id: conversationIdFor(target, viewer),
            seq: message.seq,
            ...(isOwn && clientMsgId !== undefined ? { client_msg_id: clientMsgId } : {}),
            ...(message.body === undefined ? { recalled: true } : {}),
        };
    }
    bodyOf({ type, body }) {
        if (body === undefined)
            return {};
        return type === MESSAGE_TYPE.image ? this.images.of(body) : body;
    }
};
PushPresenter = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ImageUrls,
        Configuration])
], PushPresenter);
export { PushPresenter };
/** What an official account sends carries its group; what a user writes to it does not. */
function groupOf(target, sender) {
    if (target.kind === 'group')
        return { group_id: String(target.groupId), group_type: String(target.groupType) };
    return sender.kind === 'service' ? { group_id: String(sender.id), group_type: '4' } : undefined;
}
//# sourceMappingURL=push.presenter.js.map