import { Semaphore } from '../../common/async/semaphore.js';
import { AppError, storageUnavailable } from '../../common/errors/app-error.js';

/** What may be in an account's line, and for how long. */
export interface PushQueueLimits {
  /** Pushes that wait. */
  readonly pushes: number;
  /** Receivers of those that wait, and of the one under way. */
  readonly receivers: number;
  /** How long a push waits for its turn; past it, it is never sent. */
  readonly deadlineMs: number;
}

interface Line {
  readonly turn: Semaphore;
  /** Pushes that wait or are under way, and their receivers. */
  pushes: number;
  receivers: number;
  /** How many of its pushes found the storage away. */
  outages: number;
}

/** An account's pushes, one after the other: two at once would wait for each other's receivers. */
export class PushQueue {
  private readonly lines = new Map<number, Line>();

  constructor(private readonly limits: PushQueueLimits) {}

  /** Pushes that wait or are under way, of whatever account. */
  get size(): number {
    let size = 0;
    for (const { pushes } of this.lines.values()) size += pushes;
    return size;
  }

  /**
   * Carries the push out when it is its turn.
   * @throws AppError 10007 at once where the account's line is full; past the deadline; and where one before it
   *   found the storage away, for which its caller has waited long enough. Nothing was done then
   */
  async run<T>(serviceId: number, receivers: number, push: () => Promise<T>): Promise<T> {
    const line = this.lines.get(serviceId) ?? this.open(serviceId);
    if (line.pushes > 0 && line.receivers + receivers > this.limits.receivers) throw storageUnavailable();
    const { outages } = line;
    line.pushes += 1;
    line.receivers += receivers;
    try {
      return await line.turn.run(() => {
        if (line.outages > outages) throw storageUnavailable();
        return attempt(line, push);
      });
    } finally {
      line.pushes -= 1;
      line.receivers -= receivers;
      if (line.pushes === 0) this.lines.delete(serviceId);
    }
  }

  private open(serviceId: number): Line {
    const { pushes, deadlineMs } = this.limits;
    const line = {
      turn: new Semaphore(1, pushes, deadlineMs, storageUnavailable),
      pushes: 0,
      receivers: 0,
      outages: 0,
    };
    this.lines.set(serviceId, line);
    return line;
  }
}

async function attempt<T>(line: Line, push: () => Promise<T>): Promise<T> {
  try {
    return await push();
  } catch (error) {
    if (error instanceof AppError && error.code === 10007) line.outages += 1;
    throw error;
  }
}
