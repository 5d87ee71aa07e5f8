import { describe, expect, it } from 'vitest';
import { pause } from './pause.js';
import { together } from './together.js';

describe('together', () => {
  const asked: number[][] = [];
  const double = together<number, number>(async (keys) => {
    asked.push([...keys]);
    await pause(5);
    return new Map(keys.filter((key) => key > 0).map((key) => [key, 2 * key]));
  }, 3);

  it('asks once for a turn, for each key once, for no more than it may, and answers each with its own', async () => {
    asked.length = 0;
    expect(await Promise.all([1, 2, 1, 3, -1].map(double))).toEqual([2, 4, 2, 6, undefined]);
    expect(asked).toEqual([
      [1, 2],
      [3, -1],
    ]);
  });

  it('remembers nothing', async () => {
    asked.length = 0;
    expect(await double(7)).toBe(14);
    expect(await double(7)).toBe(14);
    expect(asked).toEqual([[7], [7]]);
  });

  it('fails those who asked, and nobody who asks later', async () => {
    let isAway = true;
    const ask = together<number, number>(
      (keys) => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(new Map(keys.map((key) => [key, key])))),
      10,
    );
    const answers = await Promise.allSettled([ask(1), ask(2)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isAway = false;
    expect(await ask(1)).toBe(1);
  });
});
