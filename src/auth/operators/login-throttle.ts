import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { networkOf } from '../../common/network.js';
import { AttemptWindow } from './attempt-window.js';

const WINDOW_MS = 60_000;
const FAILURES_PER_ACCOUNT = 5;
const FAILURES_PER_ADDRESS = 20;
const MAX_KEYS = 10_000;

/**
 * How often passwords may be guessed: for one account, whether it exists or not, and from one address. Each
 * guess counts from its beginning, so that many at once are no way around.
 * Counted by this node alone for now; RATE_LIMIT=0 does not switch it off (contract, section 8).
 */
@Injectable()
export class LoginThrottle {
  private readonly accounts = new AttemptWindow(FAILURES_PER_ACCOUNT, WINDOW_MS, MAX_KEYS);
  private readonly addresses = new AttemptWindow(FAILURES_PER_ADDRESS, WINDOW_MS, MAX_KEYS);

  /**
   * Lets in a guess, and counts it unless it is right, or could not be looked at.
   * @param check whether the password is right
   * @throws AppError 10005 with the seconds to wait, however right the password may be
   */
  async guess(username: string, address: string, check: () => Promise<boolean>): Promise<boolean> {
    const network = networkOf(address);
    const seconds = Math.max(this.accounts.secondsToWait(username), this.addresses.secondsToWait(network));
    if (seconds > 0) throw new AppError(10005, undefined, seconds);
    this.accounts.add(username);
    this.addresses.add(network);
    let isWrong = false;
    try {
      isWrong = !(await check());
      return !isWrong;
    } finally {
      if (!isWrong) {
        this.accounts.remove(username);
        this.addresses.remove(network);
      }
    }
  }
}
