const FIRST_MS = 1000;
const LAST_MS = 60_000;

/**
 * Empties SQLite's write-ahead log, which keeps what was overwritten in the database. In the background: what is asked
 * for within a second is done at once, and whoever reads the file only delays it.
 */
export class WalTruncation {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /** @param truncate tells whether the log is empty now */
  constructor(private readonly truncate: () => Promise<boolean>) {}

  soon(): void {
    this.schedule(FIRST_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(ms: number): void {
    if (this.timer || this.stopped) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.truncate().then(
        (isEmpty) => isEmpty || this.schedule(Math.min(2 * ms, LAST_MS)),
        () => this.schedule(Math.min(2 * ms, LAST_MS)),
      );
    }, ms).unref();
  }
}
