import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { randomUUID } from 'node:crypto';
import { type Letter, openLetter, readEnvelope, writeLetter } from './letter.js';
import type { News } from './news.js';
import { type LinkState, NodeLink } from './node-link.js';
import { NodeWatch } from './node-watch.js';
import { Subscriptions } from './subscriptions.js';

/** Every node hears it: presence, and news for too many to address one by one. */
export const EVERY_NODE = 'nodes';

const SETTLE_MS = 500;
const BEAT_MS = 1000;
/** Commands that may wait for a Redis that does not answer. */
const MAX_PENDING = 10_000;
const MAX_RECONNECT_MS = 1000;
const COMPLAINT_MS = 60_000;

/**
 * Redis 7 sharded pub/sub: a node is subscribed only to what its sockets need. Two connections, as
 * a subscriber cannot publish; the subscriber retries for ever, the publisher gives up quickly.
 */
export class RedisLink extends NodeLink {
  private readonly logger = new Logger(RedisLink.name);
  private readonly node = randomUUID();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly subscriptions: Subscriptions;
  private readonly others: NodeWatch;
  private readonly heard = new LRUCache<string, true>({ max: 50_000 });
  private readonly newsListeners: ((news: News) => void)[] = [];
  private readonly gapListeners: (() => void)[] = [];
  private readonly beat: NodeJS.Timeout;
  private published = 0;
  /** Set by the loss of the connection that hears. */
  private missed = false;
  /** Set by the loss of something that was to be published: the others missed it, and do not know. */
  private unpublished = false;
  private lastEcho = Date.now();
  /** Whether this node heard itself since it was connected: then its subscriptions work. */
  private echoed = false;

  private complainedAt = -Infinity;

  /** @param installation begins the names of all channels: Redis may serve others too, and its database number parts no channels */
  constructor(
    url: string,
    private readonly installation: string,
  ) {
    super();
    const common = {
      connectTimeout: 1000,
      enableReadyCheck: true,
      retryStrategy: (times: number) => Math.min(times * 100, MAX_RECONNECT_MS),
    };
    this.publisher = new Redis(url, { ...common, maxRetriesPerRequest: 1, commandTimeout: 1000 });
    this.subscriber = new Redis(url, { ...common, maxRetriesPerRequest: null });
    this.subscriptions = new Subscriptions(this.subscriber, (error) => this.report(error));
    this.others = new NodeWatch(() => this.tellGap());
    for (const connection of [this.publisher, this.subscriber]) connection.on('error', (error) => this.report(error));
    this.publisher.on('close', () => (this.unpublished = true));
    this.subscriber.on('close', () => {
      this.missed = true;
      this.echoed = false;
    });
    this.subscriber.on('ready', () => (this.lastEcho = Date.now()));
    this.subscriber.on('smessage', (_channel: string, text: string) => this.hear(text));
    this.hold(EVERY_NODE);
    this.beat = setInterval(() => this.onBeat(), BEAT_MS).unref();
  }

  get state(): LinkState {
    return this.isUp() ? 'up' : 'down';
  }

  hold(channel: string): void {
    this.subscriptions.hold(this.nameOf(channel));
  }

  release(channel: string): void {
    this.subscriptions.release(this.nameOf(channel));
  }

  async settled(channels: readonly string[]): Promise<boolean> {
    if (!this.isUp()) return false;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<false>((resolve) => (timer = setTimeout(resolve, SETTLE_MS, false)));
    const confirmed = this.subscriptions.settled(channels.map((channel) => this.nameOf(channel))).then(() => true);
    const result = await Promise.race([confirmed, timeout]);
    clearTimeout(timer);
    return result;
  }

  publish(channels: readonly string[], news: News): void {
    this.send(channels, { news });
  }

  onNews(listener: (news: News) => void): void {
    this.newsListeners.push(listener);
  }

  onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.beat);
    this.others.close();
    // A node that says goodbye has published everything: the others need not sync.
    if (this.isUp()) await this.sendOne(EVERY_NODE, { sign: 'bye' }).catch(() => undefined);
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  private nameOf(channel: string): string {
    return `${this.installation}:${channel}`;
  }

  private isUp(): boolean {
    return this.publisher.status === 'ready' && this.subscriber.status === 'ready';
  }

  private send(channels: readonly string[], letter: Letter): void {
    // Without a connection ioredis would keep it in memory until there is one, and then it is stale.
    if (this.publisher.status !== 'ready' || this.publisher.commandQueue.length > MAX_PENDING) {
      this.unpublished = true;
      return;
    }
    const text = this.write(letter);
    for (const channel of channels) {
      this.publisher.spublish(this.nameOf(channel), text).catch((error: unknown) => {
        this.unpublished = true;
        this.report(error);
      });
    }
  }

  private async sendOne(channel: string, letter: Letter): Promise<void> {
    await this.publisher.spublish(this.nameOf(channel), this.write(letter));
  }

  private write(letter: Letter): string {
    this.published += 1;
    return writeLetter({ node: this.node, id: this.published }, letter);
  }

  private hear(text: string): void {
    const envelope = readEnvelope(text);
    if (!envelope) {
      this.complain();
      return;
    }
    const { node, id, content } = envelope;
    if (node === this.node) {
      this.lastEcho = Date.now();
      this.echoed = true;
      return;
    }
    // The same letter comes on each channel of it that is held here.
    const key = `${node}:${id}`;
    if (this.heard.has(key)) return;
    this.heard.set(key, true);
    const letter = openLetter(content);
    if (letter) this.read(node, letter);
    else this.complain();
  }

  private read(node: string, { news, sign }: Letter): void {
    if (sign === 'bye') this.others.forget(node);
    else this.others.see(node);
    if (sign === 'gap') this.tellGap();
    if (!news) return;
    for (const listener of this.newsListeners) listener(news);
  }

  private complain(): void {
    const now = performance.now();
    if (now - this.complainedAt < COMPLAINT_MS) return;
    this.complainedAt = now;
    this.logger.warn(
      'Redis brought what no node of this version writes; it is dropped, and so is more of it for a minute',
    );
  }

  /** Says that this node is alive; hearing itself proves that both directions work. */
  private onBeat(): void {
    this.send([EVERY_NODE], { sign: 'alive' });
    if (this.subscriber.status === 'ready' && Date.now() - this.lastEcho > 3 * BEAT_MS) {
      // Connected to something that does not answer: start anew.
      this.missed = true;
      this.subscriber.disconnect(true);
    } else if (this.echoed && (this.missed || this.unpublished) && this.isUp()) {
      const { missed, unpublished } = this;
      this.missed = this.unpublished = false;
      this.logger.log('Connected to the other nodes again');
      if (unpublished) this.send([EVERY_NODE], { sign: 'gap' });
      if (missed) this.tellGap();
    }
  }

  private tellGap(): void {
    for (const listener of this.gapListeners) listener();
  }

  private report(error: unknown): void {
    this.logger.debug({ err: error }, 'Redis is out of reach');
  }
}
