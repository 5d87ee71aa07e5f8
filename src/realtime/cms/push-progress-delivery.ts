import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import { pause } from '../../common/async/pause.js';
import { presentProgress } from '../../cms/pushes/push-outcome.presenter.js';
import { PushOutcomeService } from '../../cms/pushes/push-outcome.service.js';
import { chunks } from '../../database/sql.js';
import { CMS_ROOM, roomsOfAccount } from './cms-rooms.js';

const PROGRESS_MS = 1000;
/** A user who reads everything at once moves thousands of pushes: so many at a time, and sockets empty in between. */
const AT_ONCE = 100;
const REST_MS = 10;

/** Shows operators how far pushes have come: exact, as of the second's end, and at most once a second per push. */
@Injectable()
export class PushProgressDelivery implements OnApplicationShutdown {
  private readonly logger = new Logger(PushProgressDelivery.name);
  private due = new Set<number>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly outcome: PushOutcomeService) {}

  onApplicationShutdown(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** What comes up before the second is over is told together. Costs nothing where nobody is here. */
  tellSoon(namespace: Namespace, ids: readonly number[]): void {
    if (this.isClosed || !namespace.adapter.rooms.has(CMS_ROOM)) return;
    for (const id of ids) this.due.add(id);
    if (this.due.size > 0) this.timer ??= setTimeout(() => void this.tellDue(namespace), PROGRESS_MS);
  }

  private async tellDue(namespace: Namespace): Promise<void> {
    const ids = [...this.due];
    this.due = new Set();
    try {
      await this.tell(namespace, ids);
    } catch (error) {
      this.logger.warn({ err: error }, 'Progress of pushes could not be read; it is tried again');
      for (const id of ids) this.due.add(id);
    }
    // The next second begins when this one's numbers have left.
    this.timer = undefined;
    this.tellSoon(namespace, []);
  }

  private async tell(namespace: Namespace, ids: readonly number[]): Promise<void> {
    for (const [index, part] of chunks(ids, AT_ONCE).entries()) {
      if (index > 0) await pause(REST_MS);
      for (const push of await this.outcome.findAll(part)) {
        const rooms = roomsOfAccount(namespace, push.service_id);
        if (rooms.length > 0) namespace.to(rooms).emit('push:progress', presentProgress(push));
      }
    }
  }
}
