import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, type RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitsRedis } from './limits-redis.js';

/** Keys that are counted here; of more, those used longest ago are forgotten. */
const MAX_KEYS = 10_000;

/** One that was counted, or refused. */
export interface Attempt {
  /** Seconds until one is let in again; 0 where this one is. */
  readonly secondsToWait: number;
  /** As if it had not been. Nothing after the end of its window, nor of one that was refused: it does not count. */
  takeBack(): void;
}

/**
 * At most so many attempts by key in a window that opens with the first, over all nodes. For what may wait for
 * Redis, a quarter of a second at the most; where it does not answer, what this node has counted decides.
 */
export class AwaitedLimit {
  private readonly memory: RateLimiterMemory;
  private readonly shared: RateLimiterRedis | undefined;
  private readonly keys = new LRUCache<string, true>({
    max: MAX_KEYS,
    noDisposeOnSet: true,
    dispose: (_, key) => void this.memory.delete(key),
  });

  constructor(
    name: string,
    private readonly points: number,
    seconds: number,
    private readonly redis: LimitsRedis | undefined,
  ) {
    this.memory = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });
    this.shared = redis?.limiter(name, points, seconds);
  }

  /** Counts one from its beginning, so that many at once are no way around. */
  async begin(key: string): Promise<Attempt> {
    this.keys.set(key, true);
    // Counted here in any case: Redis may be gone by the next one.
    const local = await this.memory.penalty(key);
    const takeBackHere = takeBackOf(this.memory, key, local);
    const shared = await this.countWithOthers(key);
    const { consumedPoints, msBeforeNext } = shared ?? local;
    if (consumedPoints > this.points) {
      await takeBackHere();
      return { secondsToWait: Math.max(1, Math.ceil(msBeforeNext / 1000)), takeBack: () => undefined };
    }
    const takeBackThere = this.shared && shared && takeBackOf(this.shared, key, shared);
    return {
      secondsToWait: 0,
      takeBack: () => {
        void takeBackHere();
        takeBackThere?.().catch((error: unknown) => this.redis?.report(error));
      },
    };
  }

  /** The count of all nodes with this one, or beyond the limit, without it; undefined where Redis does not answer. */
  private async countWithOthers(key: string): Promise<RateLimiterRes | undefined> {
    if (!this.shared || !this.redis?.isUp) return undefined;
    try {
      return await this.shared.penalty(key);
    } catch (error) {
      this.redis.report(error);
      return undefined;
    }
  }
}

/** Takes back what was just counted, as long as its window lasts. */
function takeBackOf(
  limiter: RateLimiterMemory | RateLimiterRedis,
  key: string,
  { msBeforeNext }: RateLimiterRes,
): () => Promise<void> {
  const endsAt = Date.now() + msBeforeNext;
  return async () => {
    if (Date.now() < endsAt) await limiter.reward(key);
  };
}
