import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';

/** How long a caller may wait for a count. */
const ANSWER_MS = 250;
/** A connection that has said nothing for so long, though asked, is given up for a new one. */
const SILENCE_MS = 1000;
const MAX_RECONNECT_MS = 1000;
/** How often it is asked whether it is there: otherwise one that hangs is found out by the first who waits for it. */
const PING_MS = 2000;
/** Commands that may wait for a Redis that does not answer. */
const MAX_PENDING = { awaited: 1000, background: 10_000 };

/**
 * Adds ARGV[1] to a count whose window of ARGV[2] seconds opens with the first. The library's own script would also
 * count what is refused, beyond ARGV[3], and what is taken back after the window would open a new one below nothing.
 */
const ADD = `
local points = tonumber(ARGV[1])
local count = tonumber(redis.call('get', KEYS[1]) or '0')
if points < 0 and count <= 0 then return {0, 0} end
if points > 0 and count + points > tonumber(ARGV[3]) then return {count + points, redis.call('pttl', KEYS[1])} end
redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
return {redis.call('incrby', KEYS[1], points), redis.call('pttl', KEYS[1])}
`;

/** Whether somebody waits for the answers. What is for the background goes in one write with what comes meanwhile. */
export type Urgency = keyof typeof MAX_PENDING;

/** A connection over which nodes count together. It gives up quickly: whoever asks counts alone then. */
export class LimitsRedis {
  private readonly logger = new Logger(LimitsRedis.name);
  private readonly redis: Redis;
  private readonly ping: NodeJS.Timeout;

  /** @param installation begins the names of all keys: Redis may serve others too */
  constructor(
    url: string,
    private readonly installation: string,
    private readonly urgency: Urgency,
  ) {
    this.redis = new Redis(url, {
      enableAutoPipelining: urgency === 'background',
      connectTimeout: SILENCE_MS,
      commandTimeout: ANSWER_MS,
      socketTimeout: SILENCE_MS,
      // What was under way when a connection was lost may have been counted: it is not sent again.
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 100, MAX_RECONNECT_MS),
    });
    const report = (error: unknown): void => this.report(error);
    this.redis.on('error', report);
    this.ping = setInterval(() => {
      if (this.isUp) this.redis.ping().catch(report);
    }, PING_MS).unref();
  }

  /** Whether asking makes sense. Without a connection ioredis would keep what is asked until there is one. */
  get isUp(): boolean {
    return this.redis.status === 'ready' && this.redis.commandQueue.length < MAX_PENDING[this.urgency];
  }

  /** A limiter of the library over this connection: `points` in a window of `seconds` that opens with the first. */
  limiter(name: string, points: number, seconds: number): RateLimiterRedis {
    return new RateLimiterRedis({
      storeClient: this.redis,
      keyPrefix: `${this.installation}:limit:${name}`,
      points,
      duration: seconds,
      rejectIfRedisNotReady: true,
      customIncrTtlLuaScript: ADD,
    });
  }

  /** Tells whoever is subscribed to the sharded channel; nobody where Redis does not answer. */
  publish(channel: string, text: string): void {
    if (this.isUp) this.redis.spublish(channel, text).catch((error: unknown) => this.report(error));
  }

  report(error: unknown): void {
    this.logger.debug({ err: error }, 'Redis is out of reach');
  }

  close(): void {
    clearInterval(this.ping);
    this.redis.disconnect();
  }
}
