import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../common/errors/app-error.js';
import { networkOf } from '../../common/network.js';
import type { AwaitedLimit } from '../../limits/awaited-limit.js';
import { Limits } from '../../limits/limits.js';

const WINDOW_S = 60;
const FAILURES_PER_ACCOUNT_AND_ADDRESS = 5;
const FAILURES_PER_ADDRESS = 20;
/** From wherever: six addresses, and not one, are needed to use it up. */
const FAILURES_PER_ACCOUNT = 30;
/** Where operators came from, on this node. */
const KNOWN = { max: 10_000, ttl: 30 * 86_400_000 };

/**
 * How often passwords may be guessed: for one account, whether it exists or not, from one address; from one address; and
 * for one account, on all nodes together. Each guess counts from its beginning, so that many at once are no way around.
 * Others' wrong guesses at an account are nothing to its owner where a right one came from that address before: those
 * from there are counted by themselves.
 * RATE_LIMIT=0 does not switch it off (contract, section 8).
 */
@Injectable()
export class LoginThrottle {
  private readonly pairs: AwaitedLimit;
  private readonly addresses: AwaitedLimit;
  private readonly accounts: AwaitedLimit;
  private readonly known = new LRUCache<string, true>(KNOWN);

  constructor(limits: Limits) {
    this.pairs = limits.awaited('login-pair', FAILURES_PER_ACCOUNT_AND_ADDRESS, WINDOW_S);
    this.addresses = limits.awaited('login-address', FAILURES_PER_ADDRESS, WINDOW_S);
    this.accounts = limits.awaited('login-account', FAILURES_PER_ACCOUNT, WINDOW_S);
  }

  /**
   * Lets in a guess, and counts it unless it is right, or could not be looked at.
   * @param check whether the password is right
   * @throws AppError 10005 with the seconds to wait, however right the password may be
   */
  async guess(username: string, address: string, check: () => Promise<boolean>): Promise<boolean> {
    const network = networkOf(address);
    const pair = `${network} ${username}`;
    const ofAddress = await this.addresses.begin(network);
    // Nothing is counted of names that come from an address over its limit: so many would have others forgotten.
    if (ofAddress.secondsToWait > 0) throw tooMany(ofAddress.secondsToWait);
    const [ofAccount, ofPair] = await Promise.all([this.accounts.begin(username), this.pairs.begin(pair)]);
    const takeBack = (): void => {
      for (const attempt of [ofAddress, ofAccount, ofPair]) attempt.takeBack();
    };
    const seconds = Math.max(ofPair.secondsToWait, this.known.has(pair) ? 0 : ofAccount.secondsToWait);
    if (seconds > 0) {
      takeBack();
      throw tooMany(seconds);
    }
    let isWrong = false;
    try {
      const isRight = await check();
      isWrong = !isRight;
      if (isRight) this.known.set(pair, true);
      return isRight;
    } finally {
      if (!isWrong) takeBack();
    }
  }
}

function tooMany(seconds: number): AppError {
  return new AppError(10005, undefined, seconds);
}
