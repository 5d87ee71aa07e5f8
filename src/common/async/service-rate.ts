const WINDOW_MS = 500;

/** How many are served in a second while others wait: what those who come last have to wait for. */
export class ServiceRate {
  private perSecondNow: number;
  private served = 0;
  /** When the window began, by the clock; undefined while nobody waits: an idle server is no slow one. */
  private since: number | undefined;

  /** @param initial is assumed until some were seen to wait. @param clock in milliseconds */
  constructor(
    initial: number,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.perSecondNow = initial;
  }

  get perSecond(): number {
    return this.perSecondNow;
  }

  /** Somebody was. @param waiting how many others still wait */
  count(waiting: number): void {
    const now = this.clock();
    this.served += 1;
    const ms = this.since === undefined ? 0 : now - this.since;
    if (ms >= WINDOW_MS) this.perSecondNow = (this.perSecondNow + (this.served / ms) * 1000) / 2;
    if (ms < WINDOW_MS && this.since !== undefined && waiting > 0) return;
    this.since = waiting > 0 ? now : undefined;
    this.served = 0;
  }
}
