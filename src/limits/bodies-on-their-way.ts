import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';
import { isBodyOnItsWay } from '../wire/http/body-on-its-way.js';
import { MIB } from '../wire/routes.js';

/** Of one caller at a time. An app has some few; behind one address there may be many apps. */
const MAX_BODIES = 100;
/** Of one caller together: what they may come to, as they are kept in memory until they are whole. */
const MAX_BYTES = 64 * MIB;
const RETRY_AFTER_S = 1;

interface OnTheirWay {
  bodies: number;
  bytes: number;
}

/**
 * How many bodies of a caller are begun and not whole: a call counts when its body is there, and one whose last byte is
 * held back is kept until its connection is ended. Nothing of it where RATE_LIMIT is 0 (contract, section 8).
 */
@Injectable()
export class BodiesOnTheirWay {
  private readonly byKey = new Map<string, OnTheirWay>();
  private readonly isOff: boolean;

  constructor({ rateLimit }: Configuration) {
    this.isOff = rateLimit === 0;
  }

  /**
   * Takes a place for the request's body, if one is on its way, until it is whole or its connection closed.
   * @param key whose it is; undefined: of one who is not limited
   * @param limit bytes that this call's body may have
   * @returns what the call is refused with where there is no place: 10005
   */
  begin(key: string | undefined, request: IncomingMessage, limit: number): AppError | undefined {
    if (this.isOff || key === undefined || !isBodyOnItsWay(request)) return undefined;
    const bytes = Math.min(Number(request.headers['content-length'] ?? limit), limit);
    const taken = this.byKey.get(key) ?? { bodies: 0, bytes: 0 };
    if (taken.bodies >= MAX_BODIES || taken.bytes + bytes > MAX_BYTES)
      return new AppError(10005, undefined, RETRY_AFTER_S);
    taken.bodies += 1;
    taken.bytes += bytes;
    this.byKey.set(key, taken);
    finished(request, { writable: false }, () => {
      taken.bodies -= 1;
      taken.bytes -= bytes;
      if (taken.bodies === 0) this.byKey.delete(key);
    });
    return undefined;
  }
}
