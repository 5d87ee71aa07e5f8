import { LRUCache } from 'lru-cache';
import { type CallWindow, newWindow } from './call-window.js';
import type { SharedCounts } from './shared-counts.js';

/** Keys that are counted here; of more, those used longest ago are forgotten. */
const MAX_KEYS = 50_000;

/**
 * So many by key in a window that opens with the first, decided at once by what this node knows. What other nodes
 * counted comes after the fact (`SharedCounts`): nothing here waits, whatever Redis does.
 */
export class LocalLimit {
  private readonly windows = new LRUCache<string, CallWindow>({ max: MAX_KEYS });

  /**
   * @param points how many are let in
   * @param windowMs how long the window is open
   * @param others undefined where this is the only node
   */
  constructor(
    private readonly points: number,
    private readonly windowMs: number,
    private readonly others?: SharedCounts,
  ) {
    others?.onExhausted((key, ms) => this.exhaust(key, ms));
  }

  /** Counts one, unless it is refused. @returns seconds until one is let in again; 0 where this one is */
  count(key: string): number {
    const window = this.windowOf(key);
    if (window.count >= this.points) return secondsUntil(window.endsAt);
    window.count += 1;
    this.others?.tell(key, window);
    return 0;
  }

  /** Takes back one that was counted. What Redis was told of it stays, until the window ends. */
  uncount(key: string): void {
    const window = this.windows.get(key);
    if (window === undefined || window.count === 0) return;
    window.count -= 1;
    if (window.untold > 0) window.untold -= 1;
  }

  /** What `count` would say, without counting. */
  secondsToWait(key: string): number {
    const window = this.windows.get(key);
    const isOpen = window !== undefined && window.endsAt > performance.now();
    return isOpen && window.count >= this.points ? secondsUntil(window.endsAt) : 0;
  }

  private windowOf(key: string): CallWindow {
    const now = performance.now();
    const open = this.windows.get(key);
    if (open !== undefined && open.endsAt > now) return open;
    const window = newWindow(now + this.windowMs);
    this.windows.set(key, window);
    return window;
  }

  /** Another node has seen the last of what is let in. */
  private exhaust(key: string, ms: number): void {
    const window = this.windowOf(key);
    window.count = Math.max(window.count, this.points);
    window.endsAt = performance.now() + Math.min(ms, this.windowMs);
  }
}

function secondsUntil(time: number): number {
  return Math.max(1, Math.ceil((time - performance.now()) / 1000));
}
