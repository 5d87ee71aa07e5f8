import { describe, expect, it } from 'vitest';
import { pause } from './pause.js';
import { Semaphore } from './semaphore.js';

const refused = (): Error => new Error('refused');
const semaphore = ({ limit = 1, maxWaiting = 100, deadlineMs = 5_000 } = {}): Semaphore =>
  new Semaphore(limit, maxWaiting, deadlineMs, refused);

/** A task that ends when told. */
function gate(): { task: () => Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { task: () => opened, open: () => open() };
}

describe('Semaphore', () => {
  it('lets `limit` in at a time', async () => {
    const places = semaphore({ limit: 3 });
    let inside = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      await pause(1);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => places.run(task)));
    expect(most).toBe(3);
  });

  it('lets in by order of arrival, nobody slipping in between', async () => {
    const places = semaphore();
    const order: number[] = [];
    const first = gate();
    const running = [places.run(first.task)];
    for (const number of [1, 2, 3]) {
      running.push(places.run(async () => void order.push(number)));
    }
    first.open();
    // Asked at the very moment in which the place changes hands.
    running.push(Promise.resolve().then(() => places.run(async () => void order.push(4))));
    await Promise.all(running);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('refuses at once who would be one too many to wait', async () => {
    const places = semaphore({ maxWaiting: 2 });
    const first = gate();
    const running = [first.task, first.task, first.task].map((task) => places.run(task));
    await expect(places.run(first.task)).rejects.toThrow('refused');
    first.open();
    await Promise.all(running);
    await expect(places.run(() => Promise.resolve('served'))).resolves.toBe('served');
  });

  it('refuses who waited past the deadline, and never runs their task', async () => {
    const places = semaphore({ deadlineMs: 20 });
    const first = gate();
    const holding = places.run(first.task);
    let ran = false;
    await expect(places.run(async () => void (ran = true))).rejects.toThrow('refused');
    first.open();
    await holding;
    await places.run(() => Promise.resolve());
    expect(ran).toBe(false);
  });

  it('passes the place over one who gave up, to the next who waits', async () => {
    const places = semaphore({ deadlineMs: 30 });
    const first = gate();
    const holding = places.run(first.task);
    const impatient = places.run(() => Promise.resolve('too late'));
    await pause(20);
    const next = places.run(() => Promise.resolve('served'));
    await expect(impatient).rejects.toThrow('refused');
    first.open();
    await holding;
    expect(await next).toBe('served');
  });

  it('takes the place back after a failure', async () => {
    const places = semaphore();
    await expect(places.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await places.run(() => Promise.resolve('served'))).toBe('served');
  });

  it('tells how long the first in line has waited', async () => {
    const places = semaphore({ deadlineMs: 1_000 });
    const first = gate();
    const holding = places.run(first.task);
    expect(places.longestWaitMs).toBe(0);
    const waiting = [places.run(() => Promise.resolve())];
    await pause(30);
    waiting.push(places.run(() => Promise.resolve()));
    expect(places.longestWaitMs).toBeGreaterThanOrEqual(29);
    first.open();
    await Promise.all([holding, ...waiting]);
    expect(places.longestWaitMs).toBe(0);
  });
});
