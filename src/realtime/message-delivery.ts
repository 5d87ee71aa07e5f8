import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { partiesOf } from '../timeline/conversation-target.js';
import type { Message } from '../timeline/message.js';
import { type Push, PushPresenter } from '../timeline/push.presenter.js';
import type { MessageCreated } from '../timeline/timeline-events.js';
import { GroupRooms } from './group-rooms.js';
import { RecallDelivery } from './recall-delivery.js';
import { hasOthers, hasRoom, userRoom } from './rooms.js';

/** Nobody's id: for a payload that is no sender's own. */
const ANYBODY = 0;

/** Pushes committed messages to this node's sockets; each payload is built once and encoded once per room. */
@Injectable()
export class MessageDelivery {
  constructor(
    private readonly presenter: PushPresenter,
    private readonly groups: GroupRooms,
    private readonly recalls: RecallDelivery,
  ) {}

  deliver(server: Server, { message, membersVersion, origin }: MessageCreated): void {
    const { target, conversationId, seq, sender } = message;
    if (target.kind === 'group') {
      this.groups.deliver({ target, conversationId, seq, membersVersion }, (rooms) => {
        const own = sender.kind === 'user' ? [userRoom(sender.id)] : [];
        server
          .to([...rooms])
          .except(own)
          .emit('message', this.present(message, ANYBODY));
        this.deliverToSender(server, message, origin);
      });
      return;
    }
    for (const uid of partiesOf(target)) {
      const isSender = sender.kind === 'user' && uid === sender.id;
      if (!isSender && hasRoom(server, userRoom(uid))) {
        server.to(userRoom(uid)).emit('message', this.present(message, uid));
      }
    }
    this.deliverToSender(server, message, origin);
  }

  /** The sender's other devices learn of it as their own; the one that sent it has its acknowledgement. */
  private deliverToSender(server: Server, message: Message, origin: string | undefined): void {
    const { kind, id } = message.sender;
    if (kind !== 'user' || !hasOthers(server, userRoom(id), origin)) return;
    const devices = server.to(userRoom(id));
    const others = origin === undefined ? devices : devices.except(origin);
    others.emit('message', this.present(message, id));
  }

  /** At the last moment: a recall may have come while the audience was looked up. */
  private present(message: Message, viewer: number): Push {
    return this.presenter.present(this.recalls.asOfNow(message), viewer);
  }
}
