import { Injectable, Logger } from '@nestjs/common';
import { pause } from '../../common/async/pause.js';
import { Configuration } from '../../config/configuration.js';
import { ConversationExpiry } from '../../messaging/retention/conversation-expiry.js';
import { RetentionClock } from './retention-clock.js';
import { ServiceExpiry, type Swept } from './service-expiry.js';
import { SweepClaims } from './sweep-claims.js';

const NAME = 'retention';
const DAY_MS = 86_400_000;
/** From the end of one sweep to the next. */
const EVERY_MS = 3_600_000;
/** How long a claim lasts: a node that dies is followed by another after that. Longer than any part takes. */
const CLAIM_MS = 60_000;
const RENEW_MS = 20_000;
/** Between two parts, in which others write. */
const REST_MS = 2;

/** A sweep that this node may begin, in UTC milliseconds. */
export interface SweepClaim {
  readonly began: number;
  readonly until: number;
}

/** Removes what is older than RETENTION_DAYS: once an hour, by one node at a time. */
@Injectable()
export class RetentionSweep {
  private readonly logger = new Logger(RetentionSweep.name);

  constructor(
    private readonly configuration: Configuration,
    private readonly clock: RetentionClock,
    private readonly conversations: ConversationExpiry,
    private readonly services: ServiceExpiry,
    private readonly claims: SweepClaims,
  ) {}

  /** @returns undefined where none is due, or another node is at it */
  async claim(): Promise<SweepClaim | undefined> {
    if (this.configuration.retentionDays === 0) return undefined;
    const began = this.clock.now();
    const until = began + CLAIM_MS;
    return (await this.claims.claim(NAME, began, until)) ? { began, until } : undefined;
  }

  /**
   * A sweep that is ours. Ends early where `isStopped` says so.
   * @returns whether it came to its end
   */
  async carryOut({ began, until }: SweepClaim, isStopped: () => boolean = () => false): Promise<boolean> {
    let claimedUntil = until;
    const swept: Record<string, number> = {};
    for await (const { what, count } of this.parts(began - this.configuration.retentionDays * DAY_MS)) {
      swept[what] = (swept[what] ?? 0) + count;
      if (isStopped()) return false;
      const now = this.clock.now();
      if (now > claimedUntil - CLAIM_MS + RENEW_MS) {
        if (!(await this.claims.move(NAME, claimedUntil, now + CLAIM_MS))) return false;
        claimedUntil = now + CLAIM_MS;
      }
      await pause(REST_MS);
    }
    const now = this.clock.now();
    await this.claims.move(NAME, claimedUntil, now + EVERY_MS);
    this.logger.log({ ...swept, ms: now - began }, 'Messages past their time were removed');
    return true;
  }

  /** Everything older than `cutoff` (UTC milliseconds), in parts; what is gone is not met again. */
  async *parts(cutoff: number): AsyncGenerator<Swept> {
    yield* this.services.hide(cutoff);
    yield* this.conversations.expire(cutoff);
    yield* this.services.removeHidden();
  }
}
