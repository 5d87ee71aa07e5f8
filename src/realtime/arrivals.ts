import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../common/errors/app-error.js';
import { Admission } from '../limits/admission.js';

/** Of handshakes that are waited for: a client gives up on an answer after five. */
const LONGEST_WAIT_S = 1.5;
/** In which a session's handshake is on its way; later it counts for nothing, or silent ones would keep others out. */
const ON_THEIR_WAY_MS = 1_000;
const LONGEST_RETRY_AFTER_S = 30;

/**
 * Opens no more sessions than can have their handshake soon, when thousands come at once. Each of the others is told
 * when to come again, one after the other, as fast as the server lets people in: to be refused at the door costs a tenth of
 * a handshake, and a session that waits costs memory, and others their time.
 */
@Injectable()
export class Arrivals {
  /** Sessions that may open, and have not asked for a namespace yet; the oldest first, by `performance.now()`. */
  private readonly onTheirWay = new Map<IncomingMessage, number>();
  /** When the next one who is refused may come again, by `performance.now()`. */
  private nextAt = 0;

  constructor(private readonly admission: Admission) {}

  /** Before a session is opened. @returns 10007 where its handshake would wait too long, with the seconds to wait */
  admit(request: IncomingMessage): AppError | undefined {
    const now = performance.now();
    this.forgetSilent(now);
    const { waiting, perSecond } = this.admission;
    const waitS = (waiting + this.onTheirWay.size) / perSecond;
    if (waitS <= LONGEST_WAIT_S) {
      this.onTheirWay.set(request, now);
      return undefined;
    }
    this.nextAt = Math.max(this.nextAt, now + waitS * 1000) + 1000 / perSecond;
    const seconds = Math.ceil((this.nextAt - now) / 1000);
    return new AppError(10007, undefined, Math.min(seconds, LONGEST_RETRY_AFTER_S));
  }

  /** It asks for a namespace now. */
  arrived(request: IncomingMessage): void {
    this.onTheirWay.delete(request);
  }

  private forgetSilent(now: number): void {
    for (const [request, since] of this.onTheirWay) {
      if (now - since < ON_THEIR_WAY_MS) return;
      this.onTheirWay.delete(request);
    }
  }
}
