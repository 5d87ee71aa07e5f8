import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Pace } from '../common/async/pace.js';
import { SerialQueue } from '../common/async/serial-queue.js';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import type { ReceiptsAdvanced } from '../messaging/receipts/receipt-events.js';
import { MessageStatusService } from '../messaging/receipts/message-status.service.js';
import { conversationIdFor } from '../timeline/conversation-target.js';
import type { LocatedMessage } from '../timeline/timeline-reader.js';
import { hasRoom, userRoom } from './rooms.js';

/** Above it the sender is told counts instead of names. */
const MAX_NAMED = 100;
const PROGRESS_MS = 1000;

/** Tells senders, and the reader's other devices, what was received and read (contract, section 6). */
@Injectable()
export class ReceiptDelivery implements OnApplicationShutdown {
  private readonly logger = new Logger(ReceiptDelivery.name);
  private readonly time: WireTime;
  private readonly queue = new SerialQueue();
  private readonly pace = new Pace();
  /** Messages whose progress is told when their second is over; `again` where more comes while it is counted. */
  private readonly due = new Map<number, { timer: NodeJS.Timeout; again: boolean }>();

  constructor(
    private readonly statuses: MessageStatusService,
    { timeZone }: Configuration,
  ) {
    this.time = new WireTime(timeZone);
  }

  onApplicationShutdown(): void {
    for (const { timer } of this.due.values()) clearTimeout(timer);
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
        uid: String(uid),
        status,
        time,
      });
      if (hasRoom(server, userRoom(uid))) {
        const devices = server.to(userRoom(uid));
        (origin === undefined ? devices : devices.except(origin)).emit('message:status', told(uid));
      }
      const { sender } = message;
      if (sender.kind === 'user' && hasRoom(server, userRoom(sender.id))) {
        if (message.receivers > MAX_NAMED) this.tellProgressSoon(server, message);
        else server.to(userRoom(sender.id)).emit('message:status', told(sender.id));
      }
      await this.pace.rest();
    }
  }

  /** At most once a second per message; what arrives meanwhile is counted then. */
  private tellProgressSoon(server: Server, message: LocatedMessage): void {
    const waiting = this.due.get(message.id);
    if (waiting) {
      waiting.again = true;
      return;
    }
    const tell = (): void => {
      entry.again = false;
      this.tellProgress(server, message)
        .catch((error: unknown) => this.logger.warn({ err: error }, 'A progress could not be counted'))
        // The next second begins when this one's numbers have left, however long counting took.
        .finally(() => {
          this.due.delete(message.id);
          if (entry.again) this.tellProgressSoon(server, message);
        });
    };
    const entry = { timer: setTimeout(tell, PROGRESS_MS), again: false };
    this.due.set(message.id, entry);
  }

  private async tellProgress(server: Server, message: LocatedMessage): Promise<void> {
    const { id, target, sender } = message;
    const counts = await this.statuses.progress(message);
    const conversation_id = conversationIdFor(target, sender.id);
    server.to(userRoom(sender.id)).emit('message:progress', { msg_id: id, conversation_id, ...counts });
  }
}
