import { Redis } from 'ioredis';
import type { LimitsRedis } from './limits-redis.js';

type Listener = (key: string, ms: number) => void;

const MAX_RECONNECT_MS = 1000;
/** Redis is asked from time to time whether it is there, and has so long to answer; else the connection is given up. */
const PING_MS = 10_000;
const SILENCE_MS = 1000;

/** What nodes tell each other at once: that a key has reached its limit, and for how long that holds. */
export class ExhaustedNews {
  private readonly channel: string;
  private readonly subscriber: Redis;
  private readonly listeners = new Map<string, Listener>();
  private readonly ping: NodeJS.Timeout;

  /** @param redis to publish through: a connection that hears cannot speak */
  constructor(
    url: string,
    installation: string,
    private readonly redis: LimitsRedis,
  ) {
    this.channel = `${installation}:limits`;
    this.subscriber = new Redis(url, {
      connectTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(times * 100, MAX_RECONNECT_MS),
      // What ioredis subscribes to by itself fails without anybody who hears of it, and ends the process.
      autoResubscribe: false,
    });
    const report = (error: unknown): void => redis.report(error);
    this.subscriber.on('error', report);
    this.subscriber.on('ready', () => void this.subscriber.ssubscribe(this.channel).catch(report));
    this.subscriber.on('smessage', (_channel: string, text: string) => this.hear(text));
    this.ping = setInterval(() => {
      if (this.isUp) this.subscriber.ping().catch(report);
    }, PING_MS).unref();
  }

  /** Whether the others are heard. */
  get isUp(): boolean {
    return this.subscriber.status === 'ready';
  }

  /** One listener to each limit. */
  on(limit: string, listener: Listener): void {
    this.listeners.set(limit, listener);
  }

  publish(limit: string, key: string, ms: number): void {
    this.redis.publish(this.channel, JSON.stringify([limit, ms, key]));
  }

  close(): void {
    clearInterval(this.ping);
    this.subscriber.disconnect();
  }

  /** What no node has written is dropped: whoever can write to this Redis can do worse. */
  private hear(text: string): void {
    const [limit, ms, key] = read(text);
    if (typeof limit !== 'string' || typeof key !== 'string' || typeof ms !== 'number' || !(ms > 0)) return;
    this.listeners.get(limit)?.(key, ms);
  }
}

function read(text: string): unknown[] {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? (value as unknown[]) : [];
  } catch {
    return [];
  }
}
