import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { networkOf } from '../common/network.js';
import { Configuration } from '../config/configuration.js';
import type { Budget } from '../wire/budgets.js';
import { type Caller, keyOf } from './caller.js';
import { Limits } from './limits.js';
import type { LocalLimit } from './local-limit.js';

const WINDOW_S = 60;
/** Receipts and sync are many by nature. */
const FREQUENT = 10;
/** However few are let in, so many more handshakes of a user may be refused. */
const MIN_REFUSED = 100;

/**
 * How many calls and socket events are let in within a minute that opens with the first, on all nodes together
 * (contract, section 8, RATE_LIMIT): by user or operator, with a budget of its own for receipts and sync; by address
 * where nobody is found to call. The host app's key is not limited.
 */
@Injectable()
export class CallLimits {
  /** Undefined where RATE_LIMIT is 0: no limit. */
  private readonly limits: Readonly<Record<Budget | 'address' | 'refused', LocalLimit>> | undefined;

  constructor(limits: Limits, { rateLimit }: Configuration) {
    if (rateLimit === 0) return;
    this.limits = {
      calls: limits.local('calls', rateLimit, WINDOW_S),
      frequent: limits.local('frequent', rateLimit * FREQUENT, WINDOW_S),
      address: limits.local('address', rateLimit, WINDOW_S),
      refused: limits.local('refused', Math.max(rateLimit, MIN_REFUSED), WINDOW_S),
    };
  }

  /** Counts one of a caller, unless it is refused. @returns what it is refused with: 10005, with the seconds to wait */
  count(caller: Caller, budget: Budget): AppError | undefined {
    const key = keyOf(caller);
    return key === undefined ? undefined : refusal(this.limits?.[budget].count(key));
  }

  /** Takes back one that was counted. */
  uncount(caller: Caller, budget: Budget): void {
    const key = keyOf(caller);
    if (key !== undefined) this.limits?.[budget].uncount(key);
  }

  /** What `count` would return, without counting: to spare the database whoever is refused in any case. */
  check(caller: Caller, budget: Budget): AppError | undefined {
    const key = keyOf(caller);
    return key === undefined ? undefined : refusal(this.limits?.[budget].secondsToWait(key));
  }

  /**
   * Counts one with a token of a caller who may not come in, from whatever address: it has cost a look at the database.
   * Not among the caller's own, who may come in again later.
   */
  countRefused(caller: Caller): AppError | undefined {
    const key = keyOf(caller);
    return key === undefined ? undefined : refusal(this.limits?.refused.count(key));
  }

  /** What `countRefused` would return, without counting. */
  checkRefused(caller: Caller): AppError | undefined {
    const key = keyOf(caller);
    return key === undefined ? undefined : refusal(this.limits?.refused.secondsToWait(key));
  }

  /** Counts one that nobody was found to make, unless it is refused. @param address IP address */
  countAddress(address: string): AppError | undefined {
    return refusal(this.limits?.address.count(networkOf(address)));
  }
}

function refusal(seconds = 0): AppError | undefined {
  return seconds === 0 ? undefined : new AppError(10005, undefined, seconds);
}
