import { Module } from '@nestjs/common';
import { PushesModule } from '../cms/pushes/pushes.module.js';
import { Configuration } from '../config/configuration.js';
import { findInstallation } from '../database/installation.js';
import { ReadStore } from '../database/read-store.js';
import { GroupsModule } from '../groups/groups.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { RecallDelivery } from './recall-delivery.js';
import { UsersModule } from '../users/users.module.js';
import { ChatGateway } from './chat.gateway.js';
import { CmsConnections } from './cms/cms-connections.js';
import { CmsDesk } from './cms/cms-desk.js';
import { CmsHandshake } from './cms/cms-handshake.js';
import { CmsGateway } from './cms/cms.gateway.js';
import { InboxDelivery } from './cms/inbox-delivery.js';
import { OperatorWatch } from './cms/operator-watch.js';
import { PushProgressDelivery } from './cms/push-progress-delivery.js';
import { ConnectionRegistry } from './connection-registry.js';
import { EventDispatcher } from './event-dispatcher.js';
import { FloodGuard } from './flood-guard.js';
import { GroupRooms } from './group-rooms.js';
import { HandshakeDoor } from './handshake-door.js';
import { HandshakeQueue } from './handshake-queue.js';
import { Handshake } from './handshake.js';
import { MemberAnnouncements } from './member-announcements.js';
import { MessageDelivery } from './message-delivery.js';
import { ConversationOrder } from './nodes/conversation-order.js';
import { HeardRooms } from './nodes/heard-rooms.js';
import { NewsDesk } from './nodes/news-desk.js';
import { NodeLink, NoLink } from './nodes/node-link.js';
import { RedisLink } from './nodes/redis-link.js';
import { SyncHints } from './nodes/sync-hints.js';
import { Notices } from './notices.js';
import { PendingSessions } from './pending-sessions.js';
import { ProgressDelivery } from './progress-delivery.js';
import { RealtimeMetrics } from './realtime-metrics.js';
import { ReceiptDelivery } from './receipt-delivery.js';
import { SessionEnder } from './session-ender.js';

@Module({
  imports: [LimitsModule, UsersModule, GroupsModule, TimelineModule, MessagingModule, PushesModule],
  providers: [
    RecallDelivery,
    ChatGateway,
    ConnectionRegistry,
    EventDispatcher,
    FloodGuard,
    PendingSessions,
    HandshakeQueue,
    GroupRooms,
    HandshakeDoor,
    Handshake,
    MemberAnnouncements,
    MessageDelivery,
    Notices,
    ProgressDelivery,
    RealtimeMetrics,
    ReceiptDelivery,
    ConversationOrder,
    HeardRooms,
    NewsDesk,
    SyncHints,
    {
      provide: NodeLink,
      inject: [Configuration, ReadStore],
      useFactory: async ({ redisUrl }: Configuration, reads: ReadStore) =>
        redisUrl === undefined ? new NoLink() : new RedisLink(redisUrl, await findInstallation(reads)),
    },
    SessionEnder,
    CmsGateway,
    CmsHandshake,
    CmsConnections,
    OperatorWatch,
    CmsDesk,
    InboxDelivery,
    PushProgressDelivery,
  ],
  exports: [EventDispatcher, FloodGuard, NodeLink],
})
export class RealtimeModule {}
