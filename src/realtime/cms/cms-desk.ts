import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import { EventBus } from '../../events/event-bus.js';
import { messageRecalled, messagesErased, pushRecalled } from '../../messaging/recall/recall-events.js';
import { pushReceiptsAdvanced } from '../../messaging/receipts/receipt-events.js';
import { messageCreated } from '../../timeline/timeline-events.js';
import type { News } from '../nodes/news.js';
import { NodeLink } from '../nodes/node-link.js';
import { SyncHints } from '../nodes/sync-hints.js';
import { CMS_ROOM } from './cms-rooms.js';
import { InboxDelivery } from './inbox-delivery.js';
import { PushProgressDelivery } from './push-progress-delivery.js';

/** Receipts of one push come by the hundred: what moved in so long is told the other nodes in one letter. */
const PUBLISH_MS = 100;
const IDS_PER_LETTER = 1000;

/**
 * Where what happened, here or on another node, becomes what operators see. `NewsDesk` already tells the other
 * nodes of messages and their recalls; what moved pushes is told here.
 */
@Injectable()
export class CmsDesk implements BeforeApplicationShutdown {
  private readonly moved = new Set<number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly events: EventBus,
    private readonly link: NodeLink,
    private readonly inbox: InboxDelivery,
    private readonly progress: PushProgressDelivery,
    private readonly hints: SyncHints,
  ) {}

  attach(namespace: Namespace): void {
    const tellProgress = (ids: readonly number[]): void => {
      this.progress.tellSoon(namespace, ids);
      this.publishSoon(ids);
    };
    this.events.subscribe(messageCreated, ({ message }) => this.inbox.deliver(namespace, message));
    this.events.subscribe(messageRecalled, ({ message }) => {
      this.inbox.deliverRecall(namespace, message);
      if (message.sender.kind === 'service') tellProgress([message.id]);
    });
    this.events.subscribe(messagesErased, (event) => this.inbox.deliverErased(namespace, event));
    this.events.subscribe(pushRecalled, ({ id }) => tellProgress([id]));
    this.events.subscribe(pushReceiptsAdvanced, ({ ids }) => tellProgress(ids));
    this.link.onNews((news) => this.deliver(namespace, news));
    this.hints.attach(namespace);
    this.followRoom(namespace);
  }

  /** What has moved until now is still told. */
  beforeApplicationShutdown(): void {
    this.publish();
  }

  /** A node hears of it while anybody is here. */
  private followRoom({ adapter }: Namespace): void {
    adapter.on('create-room', (room: string) => {
      if (room === CMS_ROOM) this.link.hold(CMS_ROOM);
    });
    adapter.on('delete-room', (room: string) => {
      if (room === CMS_ROOM) this.link.release(CMS_ROOM);
    });
  }

  private deliver(namespace: Namespace, news: News): void {
    if (news.kind === 'message') this.inbox.deliver(namespace, news.event.message);
    else if (news.kind === 'recalled') this.inbox.deliverRecall(namespace, news.message);
    else if (news.kind === 'erased') this.inbox.deliverErased(namespace, news.event);
    else if (news.kind === 'pushProgress') this.progress.tellSoon(namespace, news.ids);
  }

  private publishSoon(ids: readonly number[]): void {
    if (this.link.state === 'off') return;
    for (const id of ids) this.moved.add(id);
    this.timer ??= setTimeout(() => this.publish(), PUBLISH_MS);
  }

  private publish(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = [...this.moved];
    this.moved.clear();
    for (let from = 0; from < ids.length; from += IDS_PER_LETTER) {
      this.link.publish([CMS_ROOM], { kind: 'pushProgress', ids: ids.slice(from, from + IDS_PER_LETTER) });
    }
  }
}
