import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares what callers bring along with a secret, in the same time wherever the two differ. */
export class SecretCheck {
  private readonly expected: Buffer;

  constructor(secret: string) {
    this.expected = digest(secret);
  }

  matches(given: string): boolean {
    // Digests are of one length, which timingSafeEqual demands, and tell nothing of the secret's prefix.
    return timingSafeEqual(digest(given), this.expected);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
