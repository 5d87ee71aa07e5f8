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
import { partiesOf } from '../timeline/conversation-target.js';
import { PushPresenter } from '../timeline/push.presenter.js';
import { GroupRooms } from './group-rooms.js';
import { userRoom } from './rooms.js';
/** Nobody's id: for a payload that is no sender's own. */
const ANYBODY = 0;
/** Pushes committed messages to this node's sockets; each payload is built once and encoded once per room. */
let MessageDelivery = class MessageDelivery {
    constructor(presenter, groups) {
        this.presenter = presenter;
        this.groups = groups;
    }
    deliver(server, { message, membersVersion, origin }) {
        const { target, conversationId, seq, sender } = message;
        if (target.kind === 'group') {
            this.groups.deliver({ target, conversationId, seq, membersVersion }, (rooms) => {
                const own = sender.kind === 'user' ? [userRoom(sender.id)] : [];
                server
                    .to([...rooms])
                    .except(own)
                    .emit('message', this.presenter.present(message, ANYBODY));
                this.deliverToSender(server, message, origin);
            });
            return;
        }
        for (const uid of partiesOf(target)) {
            const isSender = sender.kind === 'user' && uid === sender.id;
            if (!isSender && hasRoom(server, userRoom(uid))) {
                server.to(userRoom(uid)).emit('message', this.presenter.present(message, uid));
            }
        }
        this.deliverToSender(server, message, origin);
    }
    /** The sender's other devices learn of it as their own; the one that sent it has its acknowledgement. */
    deliverToSender(server, message, origin) {
        const { kind, id } = message.sender;
        if (kind !== 'user' || !hasRoom(server, userRoom(id)))
            return;
        const devices = server.to(userRoom(id));
        const others = origin === undefined ? devices : devices.except(origin);
        others.emit('message', this.presenter.present(message, id));
    }
};
MessageDelivery = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [PushPresenter,
        GroupRooms])
], MessageDelivery);
export { MessageDelivery };
function hasRoom(server, room) {
    return server.sockets.adapter.rooms.has(room);
}
//# sourceMappingURL=message-delivery.js.map