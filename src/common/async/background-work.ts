/** What takes longer is cut by the end of the process, as by a crash: whoever works in the background can be cut anywhere. */
const PATIENCE_MS = 2000;

/** Something that is done over and over while the process runs: never twice at once, and not again once stopped. */
export class BackgroundWork {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

  /**
   * @param work never rejects; looks at `isStopped` between its parts
   * @param everyMs from the end of one time to the next
   */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  get isStopped(): boolean {
    return this.stopped;
  }

  /** Begins within `withinMs`, at a moment of its own: nodes that start together do not work together. */
  start(withinMs: number): void {
    this.workIn(Math.random() * withinMs);
  }

  /** Resolves when what is being done is done, or will not be so soon. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
    await Promise.race([this.working, patience]);
  }

  private workIn(ms: number): void {
    if (this.stopped) return;
    const begin = (): void => {
      this.working = this.work().finally(() => this.workIn(this.everyMs));
    };
    this.timer = setTimeout(begin, ms).unref();
  }
}
