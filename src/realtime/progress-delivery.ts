import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Pace } from '../common/async/pace.js';
import { SerialQueue } from '../common/async/serial-queue.js';
import { ProgressCounter } from '../messaging/receipts/progress-counter.js';
import { conversationIdFor } from '../timeline/conversation-target.js';
import type { LocatedMessage } from '../timeline/timeline-reader.js';
import { hasRoom, userRoom } from './rooms.js';

const PROGRESS_MS = 1000;

interface Due {
  readonly timer: NodeJS.Timeout;
  /** By id: those whose progress is told when the second is over, or that came up while others are counted. */
  messages: Map<number, LocatedMessage>;
}

/** Tells senders how far their messages to many have come: counted a conversation at a time, one after the other. */
@Injectable()
export class ProgressDelivery implements OnApplicationShutdown {
  private readonly logger = new Logger(ProgressDelivery.name);
  /** By conversation. */
  private readonly due = new Map<number, Due>();
  private readonly counting = new SerialQueue();
  private readonly pace = new Pace();
  private isClosed = false;

  constructor(private readonly progress: ProgressCounter) {}

  onApplicationShutdown(): void {
    this.isClosed = true;
    for (const { timer } of this.due.values()) clearTimeout(timer);
  }

  /** At most once a second per message; what arrives meanwhile is counted then. */
  tellSoon(server: Server, message: LocatedMessage): void {
    const due = this.due.get(message.conversationId) ?? this.wait(server, message.conversationId);
    due.messages.set(message.id, message);
  }

  private wait(server: Server, conversationId: number): Due {
    const count = (): void => void this.counting.run(() => this.tellDue(server, conversationId, due));
    const due: Due = { timer: setTimeout(count, PROGRESS_MS), messages: new Map() };
    this.due.set(conversationId, due);
    return due;
  }

  private async tellDue(server: Server, conversationId: number, due: Due): Promise<void> {
    const { messages } = due;
    due.messages = new Map();
    try {
      await this.tell(server, [...messages.values()]);
    } catch (error) {
      this.logger.warn({ err: error }, 'Progress could not be counted; it is tried again');
      due.messages = new Map([...messages, ...due.messages]);
    }
    this.due.delete(conversationId);
    if (this.isClosed) return;
    // The next second begins when this one's numbers have left, however long counting took.
    for (const message of due.messages.values()) this.tellSoon(server, message);
  }

  private async tell(server: Server, messages: readonly LocatedMessage[]): Promise<void> {
    const wanted = messages.filter(({ sender }) => hasRoom(server, userRoom(sender.id)));
    if (wanted.length === 0) return;
    const counts = await this.progress.count(wanted);
    for (const { id, target, sender } of wanted) {
      const conversation_id = conversationIdFor(target, sender.id);
      server.to(userRoom(sender.id)).emit('message:progress', { msg_id: id, conversation_id, ...counts.get(id) });
      await this.pace.rest();
    }
  }
}
