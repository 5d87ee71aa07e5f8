import { Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';

/** Lets the host app's servers in by their API key (contract, section 3). */
@Injectable()
export class CmsAuthenticator {
  private readonly expected: Buffer;

  constructor({ cmsApiKey }: Configuration) {
    this.expected = digest(cmsApiKey);
  }

  /** @throws AppError 10001 */
  authenticate(apiKey: string | undefined): void {
    // Digests are of one length, which timingSafeEqual demands, and tell nothing of the key's prefix.
    if (apiKey === undefined || !timingSafeEqual(digest(apiKey), this.expected)) throw new AppError(10001);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
