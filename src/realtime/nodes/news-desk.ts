import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Pace } from '../../common/async/pace.js';
import { EventBus } from '../../events/event-bus.js';
import { type MembersChanged, membersChanged } from '../../groups/group-events.js';
import { messageRecalled, messagesErased, pushRecalled } from '../../messaging/recall/recall-events.js';
import { receiptsAdvanced } from '../../messaging/receipts/receipt-events.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import { messageCreated, type MessagePushed, messagePushed } from '../../timeline/timeline-events.js';
import { userBanned } from '../../users/user-events.js';
import { withService } from '../../timeline/conversation-target.js';
import { CMS_ROOM, isToAccount } from '../cms/cms-rooms.js';
import { RecallDelivery } from '../recall-delivery.js';
import { GroupRooms } from '../group-rooms.js';
import { MemberAnnouncements } from '../member-announcements.js';
import { MessageDelivery } from '../message-delivery.js';
import { Notices } from '../notices.js';
import { ReceiptDelivery } from '../receipt-delivery.js';
import { groupRoom, hasRoom, roomsOf, userRoom } from '../rooms.js';
import { SessionEnder } from '../session-ender.js';
import { ConversationOrder } from './conversation-order.js';
import { HeardRooms } from './heard-rooms.js';
import type { News } from './news.js';
import { NodeLink } from './node-link.js';
import { EVERY_NODE } from './redis-link.js';
import { SyncHints } from './sync-hints.js';

/** A letter goes over each of its channels: to more of them it is cheaper to tell every node once. */
const MAX_CHANNELS = 10;

/** Where what happened, here or on another node, becomes pushes: to local sockets first, then to the other nodes. */
@Injectable()
export class NewsDesk implements OnApplicationShutdown {
  private readonly logger = new Logger(NewsDesk.name);

  constructor(
    private readonly events: EventBus,
    private readonly link: NodeLink,
    private readonly heard: HeardRooms,
    private readonly order: ConversationOrder,
    private readonly messages: MessageDelivery,
    private readonly receipts: ReceiptDelivery,
    private readonly recalls: RecallDelivery,
    private readonly groups: GroupRooms,
    private readonly announcements: MemberAnnouncements,
    private readonly notices: Notices,
    private readonly sessions: SessionEnder,
    private readonly hints: SyncHints,
  ) {}

  attach(server: Server): void {
    const tell = (news: News): void => {
      this.deliver(server, news);
      if (this.link.state !== 'off') this.link.publish(channelsOf(news), news);
    };
    this.events.subscribe(messageCreated, (event) => tell({ kind: 'message', event }));
    this.events.subscribe(messagePushed, (event) => tell({ kind: 'pushed', event }));
    this.events.subscribe(receiptsAdvanced, (event) => tell({ kind: 'receipts', event }));
    this.events.subscribe(messageRecalled, ({ message }) => tell({ kind: 'recalled', message }));
    this.events.subscribe(messagesErased, (event) => tell({ kind: 'erased', event }));
    this.events.subscribe(pushRecalled, (event) => tell({ kind: 'pushRecalled', event }));
    this.events.subscribe(membersChanged, (change) => tell({ kind: 'members', change }));
    this.notices.follow((notice) => tell({ kind: 'notice', notice }));
    this.events.subscribe(userBanned, ({ uid }) => tell({ kind: 'banned', uid }));
    this.link.onNews((news) => this.deliver(server, news));
    this.hints.attach(server.sockets);
    this.heard.follow(server);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.link.close();
  }

  private deliver(server: Server, news: News): void {
    switch (news.kind) {
      case 'message':
        this.order.accept(news.event, (event) => this.messages.deliver(server, event));
        return;
      case 'pushed':
        this.inBackground(this.deliverPush(server, news.event));
        return;
      case 'receipts':
        this.receipts.deliver(server, news.event);
        return;
      case 'recalled':
        this.inBackground(this.recalls.deliver(server, news.message));
        return;
      case 'erased':
        this.inBackground(this.recalls.deliverErased(server, news.event));
        return;
      case 'pushRecalled':
        this.inBackground(this.recalls.deliverOfPush(server, news.event));
        return;
      case 'members':
        this.inBackground(this.followMembers(server, news.change));
        this.inBackground(this.announcements.announce(server, news.change));
        return;
      case 'notice': {
        const { uid, event, payload } = news.notice;
        if (hasRoom(server, userRoom(uid))) server.to(userRoom(uid)).emit(event, payload);
        return;
      }
      case 'banned':
        this.sessions.endBanned(news.uid);
        return;
      case 'pushProgress':
        // Operators are told, by CmsDesk.
        return;
    }
  }

  /** Moves sockets, and pushes what was sent between somebody's joining and this node's hearing of the group. */
  private async followMembers(server: Server, change: MembersChanged): Promise<void> {
    const room = groupRoom(change.target);
    const isForUs = change.joined.some((uid) => hasRoom(server, userRoom(uid)));
    if (this.link.state === 'off' || !isForUs) return this.groups.apply(change);
    // Whoever joined was a member, even where the room knows already that they left.
    this.heard.hear(server, room);
    this.order.begin(change, change.lastSeq + 1);
    await this.groups.apply(change);
    await this.link.listening([room]);
    await this.order.catchUp(change, change.lastSeq, (event) => this.messages.deliver(server, event));
  }

  /** To those who are here, each in the order of their own dialogue with the account. */
  private async deliverPush(server: Server, { places, service, ...message }: MessagePushed): Promise<void> {
    const pace = new Pace();
    for (const { uid, conversationId, seq } of places) {
      await pace.rest();
      if (!hasRoom(server, userRoom(uid))) continue;
      const target = withService(service.id, uid);
      const sender = { ...service, kind: 'service' } as const;
      const event = { message: { ...message, conversationId, target, seq, sender, clientMsgId: undefined } };
      this.order.accept({ ...event, membersVersion: 0, receivers: 1, origin: undefined }, (turn) =>
        this.messages.deliver(server, turn),
      );
    }
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.logger.warn({ err: error }, 'A push was lost; clients will sync'));
  }
}

/** Which channels reach the nodes that have a socket concerned. */
function channelsOf(news: News): string[] {
  const rooms = roomsConcerned(news);
  return rooms.length > MAX_CHANNELS ? [EVERY_NODE] : rooms;
}

function roomsConcerned(news: News): string[] {
  switch (news.kind) {
    case 'message':
      return roomsOfMessage(news.event.message);
    case 'pushed':
    case 'pushRecalled':
      return news.event.places.map(({ uid }) => userRoom(uid));
    case 'receipts': {
      const senders = news.event.messages.flatMap(({ sender }) => (sender.kind === 'user' ? [sender.id] : []));
      return [...new Set([news.event.uid, ...senders])].map(userRoom);
    }
    case 'recalled':
      // In a group also former members, who are in no room of it.
      return news.message.target.kind === 'group' ? [EVERY_NODE] : roomsOfMessage(news.message);
    case 'erased': {
      const { target, uid } = news.event;
      return target.kind === 'group' ? [EVERY_NODE] : roomsOfMessage({ target, sender: { kind: 'user', id: uid } });
    }
    case 'members': {
      const { target, joined, left } = news.change;
      return [groupRoom(target), ...[...joined, ...left].map(userRoom)];
    }
    case 'notice':
      return [userRoom(news.notice.uid)];
    case 'banned':
      return [userRoom(news.uid)];
    case 'pushProgress':
      return [CMS_ROOM];
  }
}

/** Where its users are, and, of what they wrote to an official account, its operators. */
function roomsOfMessage({ target, sender }: Pick<LocatedMessage, 'target' | 'sender'>): string[] {
  return isToAccount(target, sender) ? [...roomsOf(target), CMS_ROOM] : roomsOf(target);
}
