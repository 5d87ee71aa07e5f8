import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { networkOf } from '../../common/network.js';
import type { AwaitedLimit } from '../../limits/awaited-limit.js';
import { Limits } from '../../limits/limits.js';

const WINDOW_S = 60;
const FAILURES_PER_ACCOUNT = 5;
const FAILURES_PER_ADDRESS = 20;

/**
 * How often passwords may be guessed: for one account, whether it exists or not, and from one address, on all nodes
 * together. Each guess counts from its beginning, so that many at once are no way around.
 * RATE_LIMIT=0 does not switch it off (contract, section 8).
 */
@Injectable()
export class LoginThrottle {
  private readonly accounts: AwaitedLimit;
  private readonly addresses: AwaitedLimit;

  constructor(limits: Limits) {
    this.accounts = limits.awaited('login-account', FAILURES_PER_ACCOUNT, WINDOW_S);
    this.addresses = limits.awaited('login-address', FAILURES_PER_ADDRESS, WINDOW_S);
  }

  /**
   * Lets in a guess, and counts it unless it is right, or could not be looked at.
   * @param check whether the password is right
   * @throws AppError 10005 with the seconds to wait, however right the password may be
   */
  async guess(username: string, address: string, check: () => Promise<boolean>): Promise<boolean> {
    const attempts = await Promise.all([this.accounts.begin(username), this.addresses.begin(networkOf(address))]);
    const takeBack = (): void => {
      for (const attempt of attempts) attempt.takeBack();
    };
    const seconds = Math.max(...attempts.map(({ secondsToWait }) => secondsToWait));
    if (seconds > 0) {
      takeBack();
      throw new AppError(10005, undefined, seconds);
    }
    let isWrong = false;
    try {
      isWrong = !(await check());
      return !isWrong;
    } finally {
      if (!isWrong) takeBack();
    }
  }
}
