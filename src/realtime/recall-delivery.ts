import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Server } from 'socket.io';
import { Pace } from '../common/async/pace.js';
import { MembershipService } from '../groups/membership.service.js';
import { conversationIdFor, partiesOf, withService } from '../timeline/conversation-target.js';
import type { MessagesErased, PushRecalled } from '../messaging/recall/recall-events.js';
import type { Message } from '../timeline/message.js';
import { RangeSet } from '../timeline/range-set.js';
import type { LocatedMessage } from '../timeline/timeline-reader.js';
import { ConnectionRegistry } from './connection-registry.js';
import { hasRoom, userRoom } from './rooms.js';

const REMEMBERED = 10_000;

/** Tells who has a message that it was recalled (contract, section 6). */
@Injectable()
export class RecallDelivery {
  /** Ids of what was recalled of late: its push may still be on its way, or wait for its turn. */
  private readonly recalled = new LRUCache<number, true>({ max: REMEMBERED });

  constructor(
    private readonly memberships: MembershipService,
    private readonly connections: ConnectionRegistry,
  ) {}

  /** To all who have it: in a group those who were members then, wherever they are now. */
  async deliver(server: Server, { id, target, conversationId, seq }: LocatedMessage): Promise<void> {
    this.recalled.set(id, true);
    const audience =
      target.kind === 'group'
        ? await this.memberships.membersAt(conversationId, seq, this.connections.uids)
        : partiesOf(target);
    for (const uid of audience) {
      const payload = { msg_id: id, conversation_id: conversationIdFor(target, uid), seq };
      if (hasRoom(server, userRoom(uid))) server.to(userRoom(uid)).emit('message:recalled', payload);
    }
  }

  /** As `deliver`, of messages of one conversation, with one look at who was in it when. */
  async deliverErased(server: Server, { target, conversationId, messages }: MessagesErased): Promise<void> {
    for (const { id } of messages) this.recalled.set(id, true);
    const visible =
      target.kind === 'group'
        ? await this.memberships.rangesWithin(conversationId, this.connections.uids)
        : new Map(partiesOf(target).map((uid) => [uid, [{ from: 1, to: Infinity }]]));
    const pace = new Pace();
    for (const [uid, ranges] of visible) {
      const conversation_id = conversationIdFor(target, uid);
      const seen = RangeSet.of(ranges);
      for (const { id, seq } of messages) {
        await pace.rest();
        if (!hasRoom(server, userRoom(uid))) break;
        if (seen.has(seq)) server.to(userRoom(uid)).emit('message:recalled', { msg_id: id, conversation_id, seq });
      }
    }
  }

  /** To those who were listed, each in their own dialogue with the account. */
  async deliverOfPush(server: Server, { id, serviceId, places }: PushRecalled): Promise<void> {
    this.recalled.set(id, true);
    const pace = new Pace();
    for (const { uid, seq } of places) {
      await pace.rest();
      const payload = { msg_id: id, conversation_id: conversationIdFor(withService(serviceId, uid), uid), seq };
      if (hasRoom(server, userRoom(uid))) server.to(userRoom(uid)).emit('message:recalled', payload);
    }
  }

  /** A message as it may be shown by now: without its body where the recall has overtaken it. */
  asOfNow(message: Message): Message {
    return this.recalled.has(message.id) ? { ...message, body: undefined } : message;
  }
}
