/** What a coalescer's work says of one command: its result, or the error that is its own. */
export type Settled<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: Error };

export interface CoalescerOptions<C> {
  readonly maxBatch: number;
  /** What a batch holds of what `weigh` says of its commands; a heavier command goes alone. */
  readonly maxWeight: number;
  readonly weigh: (command: C) => number;
  readonly maxQueued: number;
  /** Batches that are carried out at a time, where so many commands wait that a further one is worth it; one unless told. */
  readonly parallel?: { readonly batches: number; readonly worthAnother: number };
  /** Milliseconds after which a command is refused; one that is still queued is never executed. */
  readonly deadlineMs: number;
  readonly refuse: () => Error;
  /** Whether a batch that failed with this error left nothing behind: then its commands are tried one by one. */
  readonly isUndone: (error: unknown) => boolean;
}

interface Waiting<C, R> {
  readonly command: C;
  readonly timer: NodeJS.Timeout;
  isSettled: boolean;
  settle(outcome: Settled<R>): void;
}

/**
 * Carries commands out in batches, one at a time unless told otherwise; what arrives meanwhile forms the next one.
 * No timer: a lone command starts at once, and the busier the work, the larger the batches.
 */
export class Coalescer<C, R> {
  private queue: Waiting<C, R>[] = [];
  /** Batches that are being carried out, or are about to be. */
  private working = 0;

  /** @param work one outcome per command, in the same order */
  constructor(
    private readonly work: (commands: readonly C[]) => Promise<readonly Settled<R>[]>,
    private readonly options: CoalescerOptions<C>,
  ) {}

  /** @param deadlineMs for one that has less time than the others */
  submit(command: C, deadlineMs = this.options.deadlineMs): Promise<R> {
    const { maxQueued, refuse } = this.options;
    if (this.queue.length >= maxQueued) return Promise.reject(refuse());
    return new Promise<R>((resolve, reject) => {
      const waiting: Waiting<C, R> = {
        command,
        timer: setTimeout(() => waiting.settle({ ok: false, error: refuse() }), deadlineMs),
        isSettled: false,
        settle: (outcome) => {
          if (waiting.isSettled) return;
          waiting.isSettled = true;
          clearTimeout(waiting.timer);
          if (outcome.ok) resolve(outcome.value);
          else reject(outcome.error);
        },
      };
      this.queue.push(waiting);
      if (this.mayBegin) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.working += 1;
    // What was submitted in this very tick shares the first batch.
    await Promise.resolve();
    // The last one that is at work takes all; another one goes on only where it is worth it.
    while (this.queue.length >= (this.working > 1 ? this.worthAnother : 1)) {
      const batch = this.takeBatch();
      if (batch.length > 0) await this.carryOut(batch);
    }
    this.working -= 1;
  }

  private get mayBegin(): boolean {
    const { batches = 1 } = this.options.parallel ?? {};
    return this.working === 0 || (this.working < batches && this.queue.length >= this.worthAnother);
  }

  private get worthAnother(): number {
    return this.options.parallel?.worthAnother ?? 1;
  }

  /** The head of the queue, at least one command of it. */
  private takeBatch(): Waiting<C, R>[] {
    const { maxBatch, maxWeight, weigh } = this.options;
    const live = this.queue.filter((waiting) => !waiting.isSettled);
    let weight = 0;
    const end = live.findIndex(({ command }, index) => (weight += weigh(command)) > maxWeight && index > 0);
    const length = Math.min(end === -1 ? live.length : end, maxBatch);
    this.queue = live.slice(length);
    return live.slice(0, length);
  }

  private async carryOut(batch: readonly Waiting<C, R>[]): Promise<void> {
    try {
      const outcomes = await this.work(batch.map((waiting) => waiting.command));
      batch.forEach((waiting, index) => {
        const outcome = outcomes[index];
        waiting.settle(outcome ?? { ok: false, error: new Error('A command got no outcome') });
      });
    } catch (error) {
      if (batch.length > 1 && this.options.isUndone(error)) return this.carryOutSingly(batch);
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const waiting of batch) waiting.settle({ ok: false, error: reason });
    }
  }

  /** What one command brings about must not fail the others. */
  private async carryOutSingly(batch: readonly Waiting<C, R>[]): Promise<void> {
    for (const waiting of batch) if (!waiting.isSettled) await this.carryOut([waiting]);
  }
}
