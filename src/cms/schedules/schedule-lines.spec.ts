import { describe, expect, it } from 'vitest';
import { ACCOUNTS_AT_ONCE, ScheduleLines } from './schedule-lines.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lines whose sends are under way until `finish`; account N's ids are N0, N1 and so on. */
function heldLines() {
  const begun: number[] = [];
  const ends = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  const errors: unknown[] = [];
  const send = (id: number): Promise<void> => {
    begun.push(id);
    return new Promise((resolve, reject) => ends.set(id, { resolve, reject }));
  };
  const told = (error?: unknown): void => {
    if (error !== undefined) errors.push(error);
  };
  const finish = async (id: number, error?: Error): Promise<void> => {
    const end = ends.get(id);
    if (!end) throw new Error(`${id} is not being sent`);
    if (error) end.reject(error);
    else end.resolve();
    await turn();
  };
  return { lines: new ScheduleLines(send, told), begun, errors, finish };
}

const dueOf = (...ids: number[]) => ids.map((id) => ({ id, serviceId: Math.floor(id / 10) }));

describe('ScheduleLines', () => {
  it('sends of some accounts at once, and of each one after the other', async () => {
    const { lines, begun, finish } = heldLines();
    lines.add(dueOf(10, 20, 30, 40, 50, 11));
    expect(begun).toEqual([10, 20, 30, 40]);
    expect(lines.accounts).toHaveLength(ACCOUNTS_AT_ONCE);
    await finish(10);
    expect(begun.slice(4)).toEqual([11]);
    await finish(20);
    expect(begun.slice(5)).toEqual([50]);
  });

  it('begins no second line of an account, whatever a look found that was slower', async () => {
    const { lines, begun, finish } = heldLines();
    lines.add(dueOf(10));
    lines.add(dueOf(10, 11));
    expect(begun).toEqual([10]);
    await finish(10);
    // Once more: it was of before.
    expect(begun).toEqual([10, 10]);
  });

  it('gives who waits the next place, before an account that has had its turn', async () => {
    const { lines, begun, finish } = heldLines();
    lines.add(dueOf(10, 20, 30, 40, 50, 60));
    await finish(10);
    lines.add(dueOf(11, 60));
    for (const id of [20, 30]) await finish(id);
    expect(begun.slice(4)).toEqual([50, 60, 11]);
  });

  it('drops what waits where a line fails, tells why, and goes on with what is looked up after it', async () => {
    const { lines, begun, errors, finish } = heldLines();
    lines.add(dueOf(10, 11, 20, 30, 40, 50));
    const away = new Error('away');
    await finish(10, away);
    expect(begun).toEqual([10, 20, 30, 40]);
    expect(errors).toEqual([away]);
    lines.add(dueOf(50));
    expect(begun).toEqual([10, 20, 30, 40, 50]);
  });

  it('stops between two, once the one under way is sent', async () => {
    const { lines, begun, finish } = heldLines();
    lines.add(dueOf(10, 11));
    let isStopped = false;
    const stopped = lines.stop().then(() => (isStopped = true));
    lines.add(dueOf(20));
    await turn();
    expect(isStopped).toBe(false);
    await finish(10);
    await stopped;
    expect(begun).toEqual([10]);
  });
});
