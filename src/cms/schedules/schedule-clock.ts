import { Injectable } from '@nestjs/common';

/**
 * This node's clock, by which it finds out what is due. It is also the one that stamps the message, so that no
 * `send_time` is before the `send_at` that was asked for: a push is early by as much as the clock that sends
 * it is fast, and by no more.
 */
@Injectable()
export class ScheduleClock {
  /** UTC milliseconds. */
  now(): number {
    return Date.now();
  }
}
