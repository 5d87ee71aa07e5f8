import type { OnApplicationShutdown } from '@nestjs/common';
import { AwaitedLimit } from './awaited-limit.js';
import type { LimitsRedis } from './limits-redis.js';

/** Where limits come from that hold over all nodes: they count over one connection. */
export class Limits implements OnApplicationShutdown {
  /** @param redis undefined where this is the only node */
  constructor(private readonly redis?: LimitsRedis) {}

  /**
   * @param name begins its keys: of its own, and the same on each node
   * @param points how many are let in
   */
  awaited(name: string, points: number, seconds: number): AwaitedLimit {
    return new AwaitedLimit(name, points, seconds, this.redis);
  }

  onApplicationShutdown(): void {
    this.redis?.close();
  }
}
