/** What a coalescer's work says of one command: its result, or the error that is its own. */
export type Settled<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: Error };

export interface CoalescerOptions {
  readonly maxBatch: number;
  readonly maxQueued: number;
  /** Milliseconds after which a command is refused; one that is still queued is never executed. */
  readonly deadlineMs: number;
  readonly refuse: () => Error;
}

interface Waiting<C, R> {
  readonly command: C;
  readonly timer: NodeJS.Timeout;
  isSettled: boolean;
  settle(outcome: Settled<R>): void;
}

/**
 * Carries commands out in batches, one batch at a time; what arrives meanwhile forms the next one.
 * No timer: a lone command starts at once, and the busier the work, the larger the batches.
 */
export class Coalescer<C, R> {
  private queue: Waiting<C, R>[] = [];
  private working = false;

  /** @param work one outcome per command, in the same order; where it throws, the whole batch gets its error */
  constructor(
    private readonly work: (commands: readonly C[]) => Promise<readonly Settled<R>[]>,
    private readonly options: CoalescerOptions,
  ) {}

  submit(command: C): Promise<R> {
    const { maxQueued, deadlineMs, refuse } = this.options;
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
      if (!this.working) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.working = true;
    // What was submitted in this very tick shares the first batch.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const live = this.queue.filter((waiting) => !waiting.isSettled);
      const batch = live.slice(0, this.options.maxBatch);
      this.queue = live.slice(this.options.maxBatch);
      if (batch.length > 0) await this.carryOut(batch);
    }
    this.working = false;
  }

  private async carryOut(batch: readonly Waiting<C, R>[]): Promise<void> {
    try {
      const outcomes = await this.work(batch.map((waiting) => waiting.command));
      batch.forEach((waiting, index) => {
        const outcome = outcomes[index];
        waiting.settle(outcome ?? { ok: false, error: new Error('A command got no outcome') });
      });
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const waiting of batch) waiting.settle({ ok: false, error: reason });
    }
  }
}
