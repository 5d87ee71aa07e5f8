import { describe, expect, it } from 'vitest';
import { SecretCheck } from './secret-check.js';

const SECRET = 'a-secret-of-more-than-thirty-two-characters';

describe('SecretCheck', () => {
  it('knows its secret', () => {
    expect(new SecretCheck(SECRET).matches(SECRET)).toBe(true);
  });

  it.each([
    '',
    'x',
    SECRET.slice(1),
    SECRET.slice(0, -1),
    `${SECRET}x`,
    `${SECRET}\0`,
    SECRET.toUpperCase(),
    SECRET.replace('e', 'é'),
    '密钥',
    '\ud800',
    'x'.repeat(100_000),
  ])('takes no other one, of whatever length: %j', (given) => {
    expect(new SecretCheck(SECRET).matches(given)).toBe(false);
  });

  // So large a secret that comparing it letter by letter takes far longer than finding the first letter wrong.
  it('takes the same time wherever a guess goes wrong, which === does not', () => {
    const secret = 'x'.repeat(4 * 1024 * 1024);
    const wrong = { first: `y${secret.slice(1)}`, last: `${secret.slice(0, -1)}y` };
    const check = new SecretCheck(secret);
    const careful = ratioOf((guess) => check.matches(guess), wrong);
    const naive = ratioOf((guess) => guess === secret, wrong);
    expect(naive).toBeGreaterThan(10);
    expect(careful).toBeLessThan(3);
  });
});

/** How many times as long the guess takes whose last letter is wrong, by the quickest of each. */
function ratioOf(matches: (guess: string) => boolean, { first, last }: { first: string; last: string }): number {
  let [quickest, slowest] = [Infinity, Infinity];
  for (let round = 0; round < 15; round += 1) {
    quickest = Math.min(
      quickest,
      timeOf(() => matches(first)),
    );
    slowest = Math.min(
      slowest,
      timeOf(() => matches(last)),
    );
  }
  return slowest / quickest;
}

function timeOf(work: () => boolean): number {
  const start = performance.now();
  expect(work()).toBe(false);
  return performance.now() - start;
}
