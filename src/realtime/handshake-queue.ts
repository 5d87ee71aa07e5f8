import { Injectable } from '@nestjs/common';
import { Semaphore } from '../common/async/semaphore.js';
import { AppError, TookTooLong } from '../common/errors/app-error.js';

/** Node takes one connection in each turn of its loop, and what is read in a turn makes it longer. */
const AT_ONCE = 4;
const MAX_WAITING = 10_000;
/** Of the 4.5 s that a handshake may take with all that it reads (`PendingSessions`). */
const DEADLINE_MS = 2_500;
/** Of the first in line: whoever comes now would wait at least as long. */
const LONG_MS = 1_500;
/** Those who are sent away come again so many a second, and within half a minute. */
const PER_SECOND = 500;
const LONGEST_RETRY_MS = 30_000;

/**
 * The line of those who are let in, where thousands come at once, as after a restart, or where the database is slow. Each
 * handshake reads who may come and their groups; a few do so at a time. While the first in line has waited for long no
 * session is opened, nor where a crowd is at the door (`PendingSessions`): whoever waits inside costs memory, and the others
 * time.
 */
@Injectable()
export class HandshakeQueue {
  private readonly places = new Semaphore(AT_ONCE, MAX_WAITING, DEADLINE_MS, noTurn);
  /** When the last one who was sent away may come again, by `performance.now()`. */
  private lastAt = 0;

  get waiting(): number {
    return this.places.usage.waiting;
  }

  /** Reads for a handshake when its turn comes. @throws AppError 10007 where that takes too long; what `read` throws */
  run<T>(read: () => Promise<T>): Promise<T> {
    return this.places.run(read);
  }

  /** Whether the first in line has waited for long. */
  get isLong(): boolean {
    return this.places.longestWaitMs >= LONG_MS;
  }

  /** Of a session that is not opened. @returns 10007 with the seconds to wait: one after the other */
  refusal(): AppError {
    const now = performance.now();
    this.lastAt = Math.max(this.lastAt, now + LONG_MS) + 1000 / PER_SECOND;
    // A second round, rather than all at the end of it.
    if (this.lastAt > now + LONGEST_RETRY_MS) this.lastAt = now + LONG_MS;
    return new AppError(10007, undefined, Math.ceil((this.lastAt - now) / 1000));
  }
}

function noTurn(): AppError {
  return new TookTooLong('A handshake had no turn within 2.5 s');
}
