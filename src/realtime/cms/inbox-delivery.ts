import { Injectable } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import type { MessagesErased } from '../../messaging/recall/recall-events.js';
import { conversationIdFor } from '../../timeline/conversation-target.js';
import type { Message } from '../../timeline/message.js';
import { type Push, PushPresenter } from '../../timeline/push.presenter.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import { RecallDelivery } from '../recall-delivery.js';
import { isToAccount, roomsOfAccount } from './cms-rooms.js';

/** Nobody's id: the account is not the sender. */
const ACCOUNT = 0;

type Recalled = Pick<LocatedMessage, 'id' | 'target' | 'sender' | 'seq'>;

/** What a user wrote to an official account, as its operators get it. */
export interface InboxPush extends Push {
  readonly service_id: number;
}

/** Shows what users write to official accounts to those who work for them (contract, section 6, `/cms`). */
@Injectable()
export class InboxDelivery {
  constructor(
    private readonly presenter: PushPresenter,
    private readonly recalls: RecallDelivery,
  ) {}

  deliver(namespace: Namespace, message: Message): void {
    const { target, sender } = message;
    if (!isToAccount(target, sender)) return;
    const rooms = roomsOfAccount(namespace, target.serviceId);
    if (rooms.length === 0) return;
    const push = this.presenter.present(this.recalls.asOfNow(message), ACCOUNT);
    namespace.to(rooms).emit('message', { ...push, service_id: target.serviceId } satisfies InboxPush);
  }

  /** Its writer took it back: those who have it are told. */
  deliverRecall(namespace: Namespace, { id, target, sender, seq }: Recalled): void {
    if (!isToAccount(target, sender)) return;
    const rooms = roomsOfAccount(namespace, target.serviceId);
    if (rooms.length === 0) return;
    const conversation_id = conversationIdFor(target, ACCOUNT);
    namespace.to(rooms).emit('message:recalled', { msg_id: id, conversation_id, seq, service_id: target.serviceId });
  }

  /** Its writer was deleted, and with them what they wrote. */
  deliverErased(namespace: Namespace, { target, uid, messages }: MessagesErased): void {
    for (const { id, seq } of messages)
      this.deliverRecall(namespace, { id, target, sender: { kind: 'user', id: uid }, seq });
  }
}
