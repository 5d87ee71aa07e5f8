import type { OnApplicationShutdown } from '@nestjs/common';
import { AwaitedLimit } from './awaited-limit.js';
import { ExhaustedNews } from './exhausted-news.js';
import { LimitsRedis } from './limits-redis.js';
import { LocalLimit } from './local-limit.js';
import { SharedCounts } from './shared-counts.js';

/** Where limits come from that hold over all nodes. */
export class Limits implements OnApplicationShutdown {
  private readonly awaitedRedis: LimitsRedis | undefined;
  private background: { readonly redis: LimitsRedis; readonly news: ExhaustedNews } | undefined;

  /**
   * @param url of Redis; undefined where this is the only node
   * @param installation begins the names of all keys and channels: Redis may serve others too
   */
  constructor(
    private readonly url?: string,
    private readonly installation = '',
  ) {
    if (url !== undefined) this.awaitedRedis = new LimitsRedis(url, installation, 'awaited');
  }

  /**
   * One that waits for Redis, for a quarter of a second at the most.
   * @param name begins its keys: of its own, and the same on each node
   * @param points how many are let in
   */
  awaited(name: string, points: number, seconds: number): AwaitedLimit {
    return new AwaitedLimit(name, points, seconds, this.awaitedRedis);
  }

  /** One that waits for nothing; parameters as of `awaited`. */
  local(name: string, points: number, seconds: number): LocalLimit {
    return new LocalLimit(points, seconds * 1000, this.shared(name, points, seconds * 1000));
  }

  /** Whether nodes count together now; undefined where this is the only one. */
  get areShared(): boolean | undefined {
    if (!this.awaitedRedis) return undefined;
    const isBackgroundUp = !this.background || (this.background.redis.isUp && this.background.news.isUp);
    return this.awaitedRedis.isUp && isBackgroundUp;
  }

  onApplicationShutdown(): void {
    this.awaitedRedis?.close();
    this.background?.news.close();
    this.background?.redis.close();
  }

  /** Over connections of their own: who waits does not stand behind what may take its time. */
  private shared(name: string, points: number, windowMs: number): SharedCounts | undefined {
    if (this.url === undefined) return undefined;
    if (!this.background) {
      const redis = new LimitsRedis(this.url, this.installation, 'background');
      this.background = { redis, news: new ExhaustedNews(this.url, this.installation, redis) };
    }
    const { redis, news } = this.background;
    return new SharedCounts(name, points, windowMs, redis, news);
  }
}
