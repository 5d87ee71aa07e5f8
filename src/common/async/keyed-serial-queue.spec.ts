import { describe, expect, it } from 'vitest';
import { KeyedSerialQueue } from './keyed-serial-queue.js';
import { pause } from './pause.js';

describe('KeyedSerialQueue', () => {
  it('keeps the order within a key, and lets keys pass each other', async () => {
    const queue = new KeyedSerialQueue<string>();
    const done: string[] = [];
    const run = (key: string, name: string, ms: number): Promise<void> =>
      queue.run(key, async () => {
        await pause(ms);
        done.push(name);
      });
    await Promise.all([run('a', 'a1', 30), run('a', 'a2', 0), run('b', 'b1', 0)]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  it('is busy with a key from the first task to the end of the last, a failed one too', async () => {
    const queue = new KeyedSerialQueue<number>();
    expect(queue.isBusy(1)).toBe(false);
    const tasks = [queue.run(1, () => pause(1)), queue.run(1, () => Promise.reject(new Error('broken')))];
    expect(queue.isBusy(1)).toBe(true);
    expect(queue.isBusy(2)).toBe(false);
    await Promise.allSettled(tasks);
    expect(queue.isBusy(1)).toBe(false);
  });

  it('serves a key again that was idle in between', async () => {
    const queue = new KeyedSerialQueue<number>();
    for (const value of [1, 2, 3]) expect(await queue.run(7, () => Promise.resolve(value))).toBe(value);
    expect(queue.isBusy(7)).toBe(false);
  });
});
