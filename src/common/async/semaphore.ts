interface Waiter {
  enter(): void;
  timer: NodeJS.Timeout;
}

/** How much of a semaphore is taken. */
export interface SemaphoreUsage {
  readonly limit: number;
  readonly held: number;
  readonly waiting: number;
}

/** How one waits. */
export interface Waiting {
  /** Before all who are not. */
  readonly isUrgent?: boolean;
  readonly deadlineMs?: number;
}

/**
 * At most `limit` holders at a time; the others wait in order, at most `maxWaiting` of them and
 * each for at most `deadlineMs`. mysql2's pool has no such deadline (its `acquireTimeout` is
 * ignored), and without one a frozen database would make every caller wait for ever.
 */
export class Semaphore {
  private held = 0;
  private readonly urgent = new Set<Waiter>();
  private readonly others = new Set<Waiter>();

  constructor(
    private readonly limit: number,
    private readonly maxWaiting: number,
    private readonly deadlineMs: number,
    private readonly refuse: () => Error,
  ) {}

  get usage(): SemaphoreUsage {
    return { limit: this.limit, held: this.held, waiting: this.urgent.size + this.others.size };
  }

  /** @throws what `refuse` makes, where too many wait or the deadline passes; what `task` throws */
  async run<T>(task: () => Promise<T>, { isUrgent = false, deadlineMs = this.deadlineMs }: Waiting = {}): Promise<T> {
    await this.acquire(isUrgent ? this.urgent : this.others, deadlineMs);
    try {
      return await task();
    } finally {
      this.release();
    }
  }

  private acquire(line: Set<Waiter>, deadlineMs: number): Promise<void> {
    if (this.held < this.limit) {
      this.held += 1;
      return Promise.resolve();
    }
    if (this.urgent.size + this.others.size >= this.maxWaiting) return Promise.reject(this.refuse());
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        enter: resolve,
        timer: setTimeout(() => {
          line.delete(waiter);
          reject(this.refuse());
        }, deadlineMs),
      };
      line.add(waiter);
    });
  }

  /** Hands the place to the longest waiting one, so that nobody who comes later slips in between. */
  private release(): void {
    const line = this.urgent.size > 0 ? this.urgent : this.others;
    const [next] = line;
    if (!next) {
      this.held -= 1;
      return;
    }
    line.delete(next);
    clearTimeout(next.timer);
    next.enter();
  }
}
