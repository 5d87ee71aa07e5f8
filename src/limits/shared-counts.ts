import type { RateLimiterRedis } from 'rate-limiter-flexible';
import type { CallWindow } from './call-window.js';
import type { ExhaustedNews } from './exhausted-news.js';
import type { LimitsRedis } from './limits-redis.js';

/** Redis never refuses here: whoever counts has let it in already. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * What a node may keep to itself: one in so many of what is left of a limit, so that a few calls of many users cost
 * Redis nothing, and who comes near the limit is counted one by one.
 */
const UNTOLD_PART = 50;

/** Keys of which Redis may be told at a time; of more with their next one. */
const MAX_TELLING = 10_000;

/**
 * The counts of one limit that all nodes know of each other, in the background. One command at a time for a key: what
 * is counted while it is under way goes with the next, so that a flood costs Redis little. Where Redis does not answer
 * nothing waits, and nothing is kept but numbers in the windows, of which there are only so many.
 */
export class SharedCounts {
  private readonly counts: RateLimiterRedis;
  private telling = 0;

  /** @param name begins its keys: of its own, and the same on each node */
  constructor(
    private readonly name: string,
    private readonly points: number,
    windowMs: number,
    private readonly redis: LimitsRedis,
    private readonly news: ExhaustedNews,
  ) {
    this.counts = redis.limiter(name, NO_LIMIT, windowMs / 1000);
  }

  /** @param listener is told of each key whose limit was reached elsewhere, and for how many milliseconds that holds */
  onExhausted(listener: (key: string, ms: number) => void): void {
    this.news.on(this.name, listener);
  }

  /** Takes note of one more in the window, of which the others are told now, or with a later one. */
  tell(key: string, window: CallWindow): void {
    window.untold += 1;
    if (window.untold * UNTOLD_PART < this.points - window.count) return;
    if (!window.isTelling && this.telling < MAX_TELLING) void this.tellAll(key, window);
  }

  private async tellAll(key: string, window: CallWindow): Promise<void> {
    window.isTelling = true;
    this.telling += 1;
    try {
      while (window.untold > 0 && this.redis.isUp) await this.tellOnce(key, window);
    } catch (error) {
      // It may have been counted: told again it might count twice.
      this.redis.report(error);
    } finally {
      window.isTelling = false;
      this.telling -= 1;
    }
  }

  private async tellOnce(key: string, window: CallWindow): Promise<void> {
    const openMs = window.endsAt - performance.now();
    const points = window.untold;
    window.untold = 0;
    // It counts no more.
    if (openMs <= 0) return;
    const customDuration = Math.ceil(openMs / 1000);
    const { consumedPoints, msBeforeNext } = await this.counts.penalty(key, points, { customDuration });
    if (window.endsAt <= performance.now()) return;
    // All nodes have one window: that of whoever came to Redis first.
    window.endsAt = performance.now() + msBeforeNext;
    window.count = Math.max(window.count, consumedPoints + window.untold);
    if (consumedPoints >= this.points) this.news.publish(this.name, key, msBeforeNext);
  }
}
