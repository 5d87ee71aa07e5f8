import { Injectable, Logger } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Pace } from '../common/async/pace.js';
import { SerialQueue } from '../common/async/serial-queue.js';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import { ACCOUNT_SIDE } from '../messaging/receipts/account-side.js';
import type { ReceiptsAdvanced } from '../messaging/receipts/receipt-events.js';
import { conversationIdFor } from '../timeline/conversation-target.js';
import type { LocatedMessage } from '../timeline/timeline-reader.js';
import { ProgressDelivery } from './progress-delivery.js';
import { hasOthers, hasRoom, userRoom } from './rooms.js';

/** Above it the sender is told counts instead of names. */
const MAX_NAMED = 100;

/** Tells senders, and the reader's other devices, what was received and read (contract, section 6). */
@Injectable()
export class ReceiptDelivery {
  private readonly logger = new Logger(ReceiptDelivery.name);
  private readonly time: WireTime;
  private readonly queue = new SerialQueue();
  private readonly pace = new Pace();

  constructor(
    private readonly progress: ProgressDelivery,
    { timeZone }: Configuration,
  ) {
    this.time = new WireTime(timeZone);
  }

  /** In order, and with pauses: 200 calls of 1,000 ids may come out of one transaction. */
  deliver(server: Server, event: ReceiptsAdvanced): void {
    this.queue
      .run(() => this.tell(server, event))
      .catch((error: unknown) => this.logger.warn({ err: error }, 'A receipt was not told'));
  }

  private async tell(server: Server, { uid, status, at, messages, origin }: ReceiptsAdvanced): Promise<void> {
    const time = this.time.render(at);
    for (const message of messages) {
      const told = (viewer: number) => ({
        msg_id: message.id,
        conversation_id: conversationIdFor(message.target, viewer),
        uid: String(readerOf(message, uid)),
        status,
        time,
      });
      if (hasOthers(server, userRoom(uid), origin)) {
        const devices = server.to(userRoom(uid));
        (origin === undefined ? devices : devices.except(origin)).emit('message:status', told(uid));
      }
      const { sender } = message;
      if (sender.kind === 'user' && hasRoom(server, userRoom(sender.id))) {
        if (message.receivers > MAX_NAMED) this.progress.tellSoon(server, message);
        else server.to(userRoom(sender.id)).emit('message:status', told(sender.id));
      }
      await this.pace.rest();
    }
  }
}

/** An official account reads under a number that is nobody's. */
function readerOf({ target }: LocatedMessage, uid: number): number {
  return uid === ACCOUNT_SIDE && target.kind === 'service' ? target.serviceId : uid;
}
