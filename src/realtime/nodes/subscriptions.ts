import type { Redis } from 'ioredis';

/** Keeps a subscriber connection's sharded subscriptions equal to what is held, and knows which are confirmed. */
export class Subscriptions {
  private readonly held = new Map<string, Promise<unknown>>();

  constructor(
    private readonly redis: Redis,
    private readonly report: (error: unknown) => void,
  ) {
    // ioredis subscribes anew by itself, but tells nobody when that is confirmed, and loses what failed.
    redis.options.autoResubscribe = false;
    redis.on('ready', () => {
      for (const channel of this.held.keys()) this.subscribe(channel);
    });
  }

  hold(channel: string): void {
    if (!this.held.has(channel)) this.subscribe(channel);
  }

  release(channel: string): void {
    if (!this.held.delete(channel) || this.redis.status !== 'ready') return;
    this.redis.sunsubscribe(channel).catch(this.report);
  }

  /** Resolves once Redis has confirmed these subscriptions. */
  async settled(channels: readonly string[]): Promise<void> {
    await Promise.all(channels.map((channel) => this.held.get(channel) ?? Promise.resolve()));
  }

  private subscribe(channel: string): void {
    // While there is no connection the next `ready` does it.
    const confirmed = this.redis.status === 'ready' ? this.redis.ssubscribe(channel) : Promise.resolve();
    this.held.set(channel, confirmed.catch(this.report));
  }
}
