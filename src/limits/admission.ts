import { Injectable } from '@nestjs/common';
import { Semaphore } from '../common/async/semaphore.js';
import { ServiceRate } from '../common/async/service-rate.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';

/**
 * A quarter of the database's connections. More let nobody in sooner where the core is busy, and hold up those at the
 * door: Node takes one connection in each turn of its loop, and what is read then makes the turn longer.
 */
const SHARE_OF_POOL = 4;
const MAX_WAITING = 10_000;
/** What is read then, or the database's silence, takes up to 1.5 s more; a client waits for five in all. */
const HANDSHAKE_DEADLINE_MS = 2_500;
const AHEAD_DEADLINE_MS = 1_500;
/** Handshakes a second until some were counted. Too many does no harm: they are counted within half a second. */
const ASSUMED_PER_SECOND = 1_000;

/**
 * Who comes back reads much, and all come back together. So few have their turn at a time, and the others wait here
 * rather than for the database's connections, in vain: those who sync before those who are not in yet.
 */
@Injectable()
export class Admission {
  private readonly places: Semaphore;
  private readonly rate = new ServiceRate(ASSUMED_PER_SECOND);

  constructor({ databasePoolSize }: Configuration) {
    const atOnce = Math.max(2, Math.floor(databasePoolSize / SHARE_OF_POOL));
    this.places = new Semaphore(atOnce, MAX_WAITING, HANDSHAKE_DEADLINE_MS, storageUnavailable);
  }

  /** @throws AppError 10007 where its turn does not come in time */
  handshake<T>(task: () => Promise<T>): Promise<T> {
    return this.places.run(async () => {
      try {
        return await task();
      } finally {
        this.rate.count(this.waiting);
      }
    });
  }

  /** For those who were let in before. @throws AppError 10007 where its turn does not come in time */
  ahead<T>(task: () => Promise<T>): Promise<T> {
    return this.places.run(task, { isUrgent: true, deadlineMs: AHEAD_DEADLINE_MS });
  }

  /** Of both. */
  get waiting(): number {
    return this.places.usage.waiting;
  }

  /** Handshakes, as of the last seconds in which some had to wait. */
  get perSecond(): number {
    return this.rate.perSecond;
  }
}
