import { describe, expect, it } from 'vitest';
import { AppError } from '../../common/errors/app-error.js';
import { Limits } from '../../limits/limits.js';
import { LoginThrottle } from './login-throttle.js';

const wrong = async (): Promise<boolean> => false;
const right = async (): Promise<boolean> => true;

describe('LoginThrottle', () => {
  /** What becomes of as many guesses, one after the other. */
  async function guesses(count: number, guess: (index: number) => Promise<boolean>): Promise<string> {
    let said = '';
    for (let index = 0; index < count; index += 1)
      said += await guess(index).then(
        (isRight) => (isRight ? 'R' : 'w'),
        (error: unknown) => (error instanceof AppError && error.code === 10005 ? '-' : '!'),
      );
    return said;
  }

  it('ends guessing at one account from one address after five', async () => {
    const throttle = new LoginThrottle(new Limits());
    expect(await guesses(7, () => throttle.guess('a', '203.0.113.7', wrong))).toBe('wwwww--');
    await expect(throttle.guess('a', '203.0.113.7', right)).rejects.toMatchObject({ code: 10005, retryAfter: 60 });
    expect(await throttle.guess('b', '203.0.113.7', right)).toBe(true);
    expect(await throttle.guess('a', '203.0.113.8', right)).toBe(true);
  });

  it('forgets no guesses for all the names that one address makes up', async () => {
    const throttle = new LoginThrottle(new Limits());
    await guesses(5, () => throttle.guess('a', '203.0.113.7', wrong));
    const said = await guesses(10_001, (index) => throttle.guess(`nobody-${index}`, '203.0.113.8', wrong));
    expect(said).toBe('w'.repeat(20) + '-'.repeat(9_981));
    await expect(throttle.guess('a', '203.0.113.7', right)).rejects.toMatchObject({ code: 10005 });
  });

  it('ends guessing at one account after thirty, from wherever', async () => {
    const throttle = new LoginThrottle(new Limits());
    const said = await guesses(32, (index) => throttle.guess('a', `203.0.113.${index}`, wrong));
    expect(said).toBe(`${'w'.repeat(30)}--`);
    await expect(throttle.guess('a', '198.51.100.1', right)).rejects.toMatchObject({ code: 10005, retryAfter: 60 });
    expect(await throttle.guess('b', '198.51.100.1', right)).toBe(true);
  });

  it('keeps no owner out by what strangers guess, where the owner came from before', async () => {
    const throttle = new LoginThrottle(new Limits());
    const home = '2001:db8:9:9::1';
    expect(await throttle.guess('a', home, right)).toBe(true);
    expect(await guesses(31, (index) => throttle.guess('a', `203.0.113.${index}`, wrong))).toBe(`${'w'.repeat(30)}-`);
    expect(await throttle.guess('a', '2001:db8:9:9::2', right)).toBe(true);
    // No leave to guess on from there, nor for another account, nor from elsewhere.
    expect(await guesses(7, () => throttle.guess('a', home, wrong))).toBe('wwwww--');
    await expect(throttle.guess('a', home, right)).rejects.toMatchObject({ code: 10005 });
    await expect(throttle.guess('a', '198.51.100.1', right)).rejects.toMatchObject({ code: 10005 });
  });

  it.each([
    ['one address', () => '203.0.113.7', '203.0.113.8'],
    ['one IPv6 network', (index: number) => `2001:db8:1:2::${index + 1}`, '2001:db8:1:3::1'],
  ])('ends guessing from %s after twenty, at whomever', async (_, addressOf, other) => {
    const throttle = new LoginThrottle(new Limits());
    const said = await guesses(22, (index) => throttle.guess(`nobody-${index}`, addressOf(index), wrong));
    expect(said).toBe(`${'w'.repeat(20)}--`);
    await expect(throttle.guess('a', addressOf(0), right)).rejects.toMatchObject({ code: 10005 });
    expect(await throttle.guess('a', other, right)).toBe(true);
  });

  it('counts neither what is right nor what could not be looked at', async () => {
    const throttle = new LoginThrottle(new Limits());
    const away = () => Promise.reject(new AppError(10007));
    expect(await guesses(30, () => throttle.guess('a', '203.0.113.7', right))).toBe('R'.repeat(30));
    expect(await guesses(30, () => throttle.guess('a', '203.0.113.7', away))).toBe('!'.repeat(30));
    expect(await guesses(6, () => throttle.guess('a', '203.0.113.7', wrong))).toBe('wwwww-');
  });

  it('counts a guess from its beginning: many at once are no way around', async () => {
    const throttle = new LoginThrottle(new Limits());
    const looked: string[] = [];
    const slow = async (): Promise<boolean> => {
      looked.push('x');
      await new Promise(setImmediate);
      return false;
    };
    await Promise.allSettled(Array.from({ length: 50 }, () => throttle.guess('a', '203.0.113.7', slow)));
    expect(looked).toHaveLength(5);
  });
});
