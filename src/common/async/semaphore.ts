interface Waiter {
  enter(): void;
  timer: NodeJS.Timeout;
  /** By `performance.now()`. */
  since: number;
}

/** How much of a semaphore is taken. */
export interface SemaphoreUsage {
  readonly limit: number;
  readonly held: number;
  readonly waiting: number;
}

/**
 * At most `limit` holders at a time; the others wait in order, at most `maxWaiting` of them and
 * each for at most `deadlineMs`. mysql2's pool has no such deadline (its `acquireTimeout` is
 * ignored), and without one a frozen database would make every caller wait for ever.
 */
export class Semaphore {
  private held = 0;
  private readonly waiting = new Set<Waiter>();

  constructor(
    private readonly limit: number,
    private readonly maxWaiting: number,
    private readonly deadlineMs: number,
    private readonly refuse: () => Error,
  ) {}

  get usage(): SemaphoreUsage {
    return { limit: this.limit, held: this.held, waiting: this.waiting.size };
  }

  /** For how long the first in line has waited, in milliseconds; 0 where nobody does. */
  get longestWaitMs(): number {
    const [first] = this.waiting;
    return first ? performance.now() - first.since : 0;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.acquire();
    try {
      return await task();
    } finally {
      this.release();
    }
  }

  private acquire(): Promise<void> {
    if (this.held < this.limit) {
      this.held += 1;
      return Promise.resolve();
    }
    if (this.waiting.size >= this.maxWaiting) return Promise.reject(this.refuse());
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        enter: resolve,
        timer: setTimeout(() => {
          this.waiting.delete(waiter);
          reject(this.refuse());
        }, this.deadlineMs),
        since: performance.now(),
      };
      this.waiting.add(waiter);
    });
  }

  /** Hands the place to the longest waiting one, so that nobody who comes later slips in between. */
  private release(): void {
    const [next] = this.waiting;
    if (!next) {
      this.held -= 1;
      return;
    }
    this.waiting.delete(next);
    clearTimeout(next.timer);
    next.enter();
  }
}
