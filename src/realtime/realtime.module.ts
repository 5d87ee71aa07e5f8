import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { AudienceDelivery } from './audience-delivery.js';
import { ChatGateway } from './chat.gateway.js';
import { ConnectionRegistry } from './connection-registry.js';
import { EventDispatcher } from './event-dispatcher.js';
import { GroupRooms } from './group-rooms.js';
import { Handshake } from './handshake.js';
import { MessageDelivery } from './message-delivery.js';
import { ReceiptDelivery } from './receipt-delivery.js';
import { SessionEnder } from './session-ender.js';

@Module({
  imports: [GroupsModule, TimelineModule, MessagingModule],
  providers: [
    AudienceDelivery,
    ChatGateway,
    ConnectionRegistry,
    EventDispatcher,
    GroupRooms,
    Handshake,
    MessageDelivery,
    ReceiptDelivery,
    SessionEnder,
  ],
  exports: [EventDispatcher],
})
export class RealtimeModule {}
