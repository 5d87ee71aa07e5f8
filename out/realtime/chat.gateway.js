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
import { UseFilters } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer, } from '@nestjs/websockets';
import { EventBus } from '../events/event-bus.js';
import { membersChanged } from '../groups/group-events.js';
import { SendGroupMessageDto, SendMessageDto } from '../messaging/dto/send-message.dto.js';
import { SendMessageService } from '../messaging/send/send-message.service.js';
import { messageCreated } from '../timeline/timeline-events.js';
import { AccessFor, CurrentUser } from '../wire/access.js';
import { AckExceptionFilter } from './ack-exception.filter.js';
import { GroupRooms } from './group-rooms.js';
import { Handshake } from './handshake.js';
import { MessageDelivery } from './message-delivery.js';
/** The doorman of the default namespace (contract, section 6): lets in, hands over, answers. No rule lives here. */
let ChatGateway = class ChatGateway {
    constructor(handshake, delivery, groups, sender, events) {
        this.handshake = handshake;
        this.delivery = delivery;
        this.groups = groups;
        this.sender = sender;
        this.events = events;
    }
    afterInit(server) {
        server.use((socket, next) => void this.handshake.admit(socket, next));
        this.events.subscribe(messageCreated, (event) => this.delivery.deliver(this.server, event));
        this.events.subscribe(membersChanged, (event) => this.groups.apply(event));
    }
    /** As interface 2. */
    send(uid, dto, socket) {
        return this.sender.send(uid, dto, socket.id);
    }
    /** As interface 3. */
    sendGroup(uid, dto, socket) {
        return this.sender.sendToGroup(uid, dto, socket.id);
    }
};
__decorate([
    WebSocketServer(),
    __metadata("design:type", Function)
], ChatGateway.prototype, "server", void 0);
__decorate([
    SubscribeMessage('message:send'),
    __param(0, CurrentUser()),
    __param(1, MessageBody()),
    __param(2, ConnectedSocket()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Number, SendMessageDto, Function]),
    __metadata("design:returntype", Promise)
], ChatGateway.prototype, "send", null);
__decorate([
    SubscribeMessage('message:sendGroup'),
    __param(0, CurrentUser()),
    __param(1, MessageBody()),
    __param(2, ConnectedSocket()),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Number, SendGroupMessageDto, Function]),
    __metadata("design:returntype", Promise)
], ChatGateway.prototype, "sendGroup", null);
ChatGateway = __decorate([
    WebSocketGateway(),
    AccessFor('user'),
    UseFilters(AckExceptionFilter),
    __metadata("design:paramtypes", [Handshake,
        MessageDelivery,
        GroupRooms,
        SendMessageService,
        EventBus])
], ChatGateway);
export { ChatGateway };
//# sourceMappingURL=chat.gateway.js.map