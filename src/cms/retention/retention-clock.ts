import { Injectable } from '@nestjs/common';

/** This node's clock, by which it finds out what is too old. */
@Injectable()
export class RetentionClock {
  /** UTC milliseconds. */
  now(): number {
    return Date.now();
  }
}
