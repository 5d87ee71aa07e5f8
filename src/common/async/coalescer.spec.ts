import { describe, expect, it } from 'vitest';
import { Coalescer, type Settled } from './coalescer.js';
import { pause } from './pause.js';

const OPTIONS = {
  maxBatch: 3,
  maxWeight: 1_000,
  weigh: (command: number) => command,
  maxQueued: 10,
  deadlineMs: 5_000,
  refuse: () => new Error('refused'),
  isUndone: (error: unknown) => error instanceof Error && error.message === 'rolled back',
};

/** Work that the test lets go on, batch by batch; a command is answered with itself. */
class Work {
  readonly batches: number[][] = [];
  private readonly waiting: ((outcomes?: readonly Settled<number>[] | Error) => void)[] = [];

  readonly run = (commands: readonly number[]): Promise<readonly Settled<number>[]> => {
    this.batches.push([...commands]);
    return new Promise((resolve, reject) => {
      this.waiting.push((outcomes = commands.map((value) => ({ ok: true, value }))) => {
        if (outcomes instanceof Error) reject(outcomes);
        else resolve(outcomes);
      });
    });
  };

  /** Finishes the oldest batch. */
  async finish(outcomes?: readonly Settled<number>[] | Error): Promise<void> {
    this.waiting.shift()?.(outcomes);
    await pause(0);
  }
}

const coalescer = (work: Work, options: Partial<typeof OPTIONS> = {}) =>
  new Coalescer(work.run, { ...OPTIONS, ...options });

describe('Coalescer', () => {
  it('starts a lone command at once', async () => {
    const work = new Work();
    const answer = coalescer(work).submit(1);
    await Promise.resolve();
    expect(work.batches).toEqual([[1]]);
    await work.finish();
    expect(await answer).toBe(1);
  });

  it('carries out another batch beside the first only where it is worth it, and no more than it may', async () => {
    const work = new Work();
    const queue = new Coalescer(work.run, { ...OPTIONS, parallel: { batches: 2, worthAnother: 2 } });
    const answers = [queue.submit(1)];
    await pause(0);
    answers.push(queue.submit(2));
    await pause(0);
    expect(work.batches).toEqual([[1]]);
    answers.push(queue.submit(3));
    await pause(0);
    expect(work.batches).toEqual([[1], [2, 3]]);
    answers.push(...[4, 5, 6].map((command) => queue.submit(command)));
    await pause(0);
    expect(work.batches).toHaveLength(2);
    // Whichever ends takes what waits.
    await work.finish();
    expect(work.batches).toEqual([[1], [2, 3], [4, 5, 6]]);
    await work.finish();
    await work.finish();
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5, 6]);
    const last = queue.submit(7);
    await pause(0);
    await work.finish();
    expect(await last).toBe(7);
  });

  it('makes one batch of what comes in one tick, and of what comes while another one is at work', async () => {
    const work = new Work();
    const queue = coalescer(work);
    const answers = [1, 2].map((command) => queue.submit(command));
    await pause(0);
    answers.push(...[3, 4, 5, 6].map((command) => queue.submit(command)));
    await pause(0);
    expect(work.batches).toEqual([[1, 2]]);
    for (let batch = 0; batch < 3; batch += 1) await work.finish();
    // In order, one batch at a time, none larger than allowed.
    expect(work.batches).toEqual([[1, 2], [3, 4, 5], [6]]);
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes up work again after it was idle', async () => {
    const work = new Work();
    const queue = coalescer(work);
    for (const command of [1, 2, 3]) {
      const answer = queue.submit(command);
      await pause(0);
      await work.finish();
      expect(await answer).toBe(command);
    }
    expect(work.batches).toEqual([[1], [2], [3]]);
  });

  it('gives each command its own outcome, and an error where the work forgot one', async () => {
    const work = new Work();
    const queue = coalescer(work);
    const answers = [1, 2, 3].map((command) => queue.submit(command));
    await pause(0);
    const settled = Promise.allSettled(answers);
    await work.finish([
      { ok: true, value: 10 },
      { ok: false, error: new Error('its own') },
    ]);
    expect(await settled).toMatchObject([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: { message: 'its own' } },
      { status: 'rejected', reason: { message: 'A command got no outcome' } },
    ]);
  });

  it('fails a batch whose work throws, and goes on with the next one', async () => {
    const work = new Work();
    const queue = coalescer(work);
    const first = [1, 2].map((command) => queue.submit(command));
    await pause(0);
    const second = queue.submit(3);
    const settled = Promise.allSettled(first);
    await work.finish(new Error('away'));
    expect(await settled).toMatchObject([{ reason: { message: 'away' } }, { reason: { message: 'away' } }]);
    await work.finish();
    expect(await second).toBe(3);
  });

  it('tries the commands of a batch that was rolled back one by one: only the bad one fails', async () => {
    const work = new Work();
    const queue = coalescer(work);
    const settled = Promise.allSettled([1, 2, 3].map((command) => queue.submit(command)));
    await pause(0);
    for (const outcome of ['rolled back', undefined, 'rolled back', undefined]) {
      await work.finish(outcome === undefined ? undefined : new Error(outcome));
    }
    expect(await settled).toMatchObject([{ value: 1 }, { reason: { message: 'rolled back' } }, { value: 3 }]);
    expect(work.batches).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('does not try again, one by one, what was given up meanwhile', async () => {
    const work = new Work();
    const queue = coalescer(work, { deadlineMs: 30 });
    const settled = Promise.allSettled([1, 2].map((command) => queue.submit(command)));
    await pause(60);
    await work.finish(new Error('rolled back'));
    expect(await settled).toMatchObject([{ reason: { message: 'refused' } }, { reason: { message: 'refused' } }]);
    expect(work.batches).toEqual([[1, 2]]);
  });

  it('bounds a batch by the weight of its commands, too; what is heavier goes alone', async () => {
    const work = new Work();
    const queue = coalescer(work, { maxWeight: 10, maxBatch: 4 });
    const answers = [12, 4, 6, 1, 3, 1, 1, 1, 1].map((command) => queue.submit(command));
    await pause(0);
    for (let batch = 0; batch < 4; batch += 1) await work.finish();
    await Promise.all(answers);
    expect(work.batches).toEqual([[12], [4, 6], [1, 3, 1, 1], [1, 1]]);
  });

  it('never executes a command whose deadline passed while it was queued', async () => {
    const work = new Work();
    const queue = coalescer(work, { deadlineMs: 30 });
    const running = queue.submit(1);
    await pause(0);
    const queued = queue.submit(2);
    const settled = Promise.allSettled([running, queued]);
    await pause(60);
    // Refused, both; but what was at work may have happened all the same.
    expect(await settled).toMatchObject([{ reason: { message: 'refused' } }, { reason: { message: 'refused' } }]);
    const later = queue.submit(3);
    await work.finish();
    await work.finish();
    expect(await later).toBe(3);
    expect(work.batches).toEqual([[1], [3]]);
  });

  it('refuses what does not fit into the queue, at once', async () => {
    const work = new Work();
    const queue = coalescer(work, { maxQueued: 2 });
    const accepted = [queue.submit(1)];
    await pause(0);
    accepted.push(queue.submit(2), queue.submit(3));
    await expect(queue.submit(4)).rejects.toThrow('refused');
    await work.finish();
    await work.finish();
    expect(await Promise.all(accepted)).toEqual([1, 2, 3]);
    expect(work.batches).toEqual([[1], [2, 3]]);
  });
});
