import { LRUCache } from 'lru-cache';

interface Window {
  attempts: number;
  /** UTC milliseconds. */
  readonly endsAt: number;
}

/** Counts attempts by key, in a window that opens with the first. Bounded: the keys used longest ago are forgotten. */
export class AttemptWindow {
  private readonly windows: LRUCache<string, Window>;

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
    maxKeys: number,
    private readonly now: () => number = Date.now,
  ) {
    this.windows = new LRUCache({ max: maxKeys });
  }

  /** Seconds until the next attempt is let in; 0 where it would be now. */
  secondsToWait(key: string): number {
    const window = this.current(key);
    return window && window.attempts >= this.limit ? Math.max(1, Math.ceil((window.endsAt - this.now()) / 1000)) : 0;
  }

  add(key: string): void {
    const window = this.current(key);
    if (window) window.attempts += 1;
    else this.windows.set(key, { attempts: 1, endsAt: this.now() + this.windowMs });
  }

  /** Takes one attempt back. */
  remove(key: string): void {
    const window = this.current(key);
    if (window && window.attempts > 0) window.attempts -= 1;
  }

  private current(key: string): Window | undefined {
    const window = this.windows.get(key);
    return window && window.endsAt > this.now() ? window : undefined;
  }
}
