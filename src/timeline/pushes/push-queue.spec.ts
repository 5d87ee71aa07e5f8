import { describe, expect, it } from 'vitest';
import { pause } from '../../common/async/pause.js';
import { AppError, storageUnavailable } from '../../common/errors/app-error.js';
import { PushQueue } from './push-queue.js';

const LIMITS = { pushes: 3, receivers: 100, deadlineMs: 5_000 };
const UNAVAILABLE = { code: 10007, retryAfter: 1 };

/** Work that ends when it is told to. */
function held<T>(value: T) {
  let end = (): void => undefined;
  let fail = (_error: Error): void => undefined;
  const ended = new Promise<T>((resolve, reject) => {
    end = () => resolve(value);
    fail = reject;
  });
  return { push: () => ended, end: () => end(), fail: (error: Error) => fail(error) };
}

describe('PushQueue', () => {
  it('carries out an account’s pushes one after the other, and other accounts’ beside them', async () => {
    const queue = new PushQueue(LIMITS);
    const done: string[] = [];
    const first = held('first');
    const push = (name: string, before?: Promise<unknown>) => async () => {
      await before;
      done.push(name);
    };
    const all = [
      queue.run(1, 1, push('one', first.push())),
      queue.run(1, 1, push('two')),
      queue.run(2, 1, push('other')),
    ];
    await all[2];
    expect(done).toEqual(['other']);
    first.end();
    await Promise.all(all);
    expect(done).toEqual(['other', 'one', 'two']);
  });

  it('a full line refuses with 10007, at once, and serves what waits in it', async () => {
    const queue = new PushQueue(LIMITS);
    const first = held(0);
    const running = queue.run(1, 1, first.push);
    const waiting = [1, 2, 3].map((value) => queue.run(1, 1, () => Promise.resolve(value)));
    let isSent = false;
    const refused = queue.run(1, 1, async () => (isSent = true));
    await expect(refused).rejects.toMatchObject(UNAVAILABLE);
    first.end();
    expect(await Promise.all([running, ...waiting])).toEqual([0, 1, 2, 3]);
    expect(isSent).toBe(false);
    expect(await queue.run(1, 1, () => Promise.resolve('again'))).toBe('again');
  });

  it('is full of receivers, too; but one push alone may have any number', async () => {
    const queue = new PushQueue(LIMITS);
    const large = held('large');
    const running = queue.run(1, 1_000, large.push);
    await expect(queue.run(1, 1, () => Promise.resolve())).rejects.toMatchObject(UNAVAILABLE);
    large.end();
    await running;
    const half = held('half');
    const halves = [queue.run(1, 50, half.push), queue.run(1, 50, () => Promise.resolve('other half'))];
    await expect(queue.run(1, 1, () => Promise.resolve())).rejects.toMatchObject(UNAVAILABLE);
    half.end();
    expect(await Promise.all(halves)).toEqual(['half', 'other half']);
  });

  it('push deadline: what still waits then gets 10007, and is never sent', async () => {
    const queue = new PushQueue({ ...LIMITS, deadlineMs: 50 });
    const first = held('first');
    const running = queue.run(1, 1, first.push);
    let isSent = false;
    await expect(queue.run(1, 1, async () => (isSent = true))).rejects.toMatchObject(UNAVAILABLE);
    // The one under way is not cut.
    first.end();
    expect(await running).toBe('first');
    await pause(60);
    expect(isSent).toBe(false);
  });

  it('where one finds the storage away, those behind it are told so with it; who comes later is tried', async () => {
    const queue = new PushQueue(LIMITS);
    const first = held('first');
    const running = queue.run(1, 1, first.push);
    let sent = 0;
    const waiting = [1, 2].map(() => queue.run(1, 1, async () => (sent += 1)));
    first.fail(storageUnavailable());
    for (const push of [running, ...waiting]) await expect(push).rejects.toMatchObject(UNAVAILABLE);
    expect(sent).toBe(0);
    expect(await queue.run(1, 1, async () => (sent += 1))).toBe(1);
  });

  it('any other failure is its own only', async () => {
    const queue = new PushQueue(LIMITS);
    const first = held('first');
    const running = queue.run(1, 1, first.push);
    const second = queue.run(1, 1, () => Promise.resolve('second'));
    first.fail(new AppError(20009));
    await expect(running).rejects.toMatchObject({ code: 20009 });
    expect(await second).toBe('second');
  });
});
