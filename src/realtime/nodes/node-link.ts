import type { News } from './news.js';

export type LinkState = 'off' | 'up' | 'down';

/**
 * This node's connection to the others. It carries hints only: whatever is lost on it is in the
 * database, and nothing local ever waits for it.
 */
export abstract class NodeLink {
  /** `off` where this is the only node. */
  abstract readonly state: LinkState;

  /** Starts hearing what is published on a channel. */
  abstract hold(channel: string): void;

  abstract release(channel: string): void;

  /**
   * Resolves once all channels are heard, or at once where the link is down, and after half a second at the latest.
   * @returns whether they are heard
   */
  abstract settled(channels: readonly string[]): Promise<boolean>;

  /**
   * As `settled`, but however long a Redis takes that is connected and slow.
   * @returns false where the link is down: then all sockets are told of the gap
   */
  async listening(channels: readonly string[]): Promise<boolean> {
    for (;;) {
      if (await this.settled(channels)) return true;
      if (this.state === 'down') return false;
    }
  }

  /** Tells the nodes that hold one of the channels; forgets it where the link is down. */
  abstract publish(channels: readonly string[], news: News): void;

  /** Called with what other nodes published, each once. */
  abstract onNews(listener: (news: News) => void): void;

  /** Called when something may have been missed: the link was down, or another node is gone without a word. */
  abstract onGap(listener: () => void): void;

  abstract close(): Promise<void>;
}

/** The link of a node that is alone. */
export class NoLink extends NodeLink {
  readonly state = 'off';

  hold(): void {}

  release(): void {}

  settled(): Promise<boolean> {
    return Promise.resolve(true);
  }

  publish(): void {}

  onNews(): void {}

  onGap(): void {}

  close(): Promise<void> {
    return Promise.resolve();
  }
}
