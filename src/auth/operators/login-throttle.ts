import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { networkOf } from '../../common/network.js';
import { AttemptWindow } from './attempt-window.js';

const WINDOW_MS = 60_000;
const FAILURES_PER_ACCOUNT = 5;
const FAILURES_PER_ADDRESS = 20;
const MAX_KEYS = 10_000;

/** A guess at a password that was let in. */
export interface Attempt {
  /** It was right, and does not count. */
  succeeded(): Promise<void>;
}

/**
 * How often passwords may be guessed: for one account, whether it exists or not, and from one address. Each
 * attempt counts from its beginning, so that many at once are no way around; a right one is taken back.
 * Counted by this node alone for now; RATE_LIMIT=0 does not switch it off (contract, section 8).
 */
@Injectable()
export class LoginThrottle {
  private readonly accounts = new AttemptWindow(FAILURES_PER_ACCOUNT, WINDOW_MS, MAX_KEYS);
  private readonly addresses = new AttemptWindow(FAILURES_PER_ADDRESS, WINDOW_MS, MAX_KEYS);

  /** @throws AppError 10005 with the seconds to wait, however right the password may be */
  async begin(username: string, address: string): Promise<Attempt> {
    const network = networkOf(address);
    const seconds = Math.max(this.accounts.secondsToWait(username), this.addresses.secondsToWait(network));
    if (seconds > 0) throw new AppError(10005, undefined, seconds);
    this.accounts.add(username);
    this.addresses.add(network);
    return {
      succeeded: async () => {
        this.accounts.remove(username);
        this.addresses.remove(network);
      },
    };
  }
}
