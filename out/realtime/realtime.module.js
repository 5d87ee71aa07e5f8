var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { ChatGateway } from './chat.gateway.js';
import { ConnectionRegistry } from './connection-registry.js';
import { EventDispatcher } from './event-dispatcher.js';
import { GroupRooms } from './group-rooms.js';
import { Handshake } from './handshake.js';
import { MessageDelivery } from './message-delivery.js';
import { SessionEnder } from './session-ender.js';
let RealtimeModule = class RealtimeModule {
};
RealtimeModule = __decorate([
    Module({
        imports: [GroupsModule, TimelineModule, MessagingModule],
        providers: [ChatGateway, ConnectionRegistry, EventDispatcher, GroupRooms, Handshake, MessageDelivery, SessionEnder],
        exports: [EventDispatcher],
    })
], RealtimeModule);
export { RealtimeModule };
//# sourceMappingURL=realtime.module.js.map