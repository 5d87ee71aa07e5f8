import { describe, expect, it } from 'vitest';
import { pause } from './pause.js';
import { SerialQueue } from './serial-queue.js';

describe('SerialQueue', () => {
  it('runs one task at a time, first in first out', async () => {
    const queue = new SerialQueue();
    const done: number[] = [];
    let running = 0;
    const tasks = [3, 1, 2].map((ms, index) =>
      queue.run(async () => {
        expect((running += 1)).toBe(1);
        await pause(ms);
        running -= 1;
        done.push(index);
        return index;
      }),
    );
    expect(queue.size).toBe(3);
    expect(await Promise.all(tasks)).toEqual([0, 1, 2]);
    expect(done).toEqual([0, 1, 2]);
  });

  it('hands a failure to its own caller only', async () => {
    const queue = new SerialQueue();
    const failing = queue.run(() => Promise.reject(new Error('broken')));
    const throwing = queue.run(() => {
      throw new Error('thrown');
    });
    const good = queue.run(() => Promise.resolve('good'));
    await expect(failing).rejects.toThrow('broken');
    await expect(throwing).rejects.toThrow('thrown');
    expect(await good).toBe('good');
  });

  it('counts what runs or waits, and nothing after', async () => {
    const queue = new SerialQueue();
    const tasks = [queue.run(() => pause(1)), queue.run(() => Promise.reject(new Error('broken')))];
    expect(queue.size).toBe(2);
    await Promise.allSettled(tasks);
    await queue.run(() => Promise.resolve());
    expect(queue.size).toBe(0);
  });
});
