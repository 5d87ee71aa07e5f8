import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWER_BYTES, collect, type Part, sizeOf } from './collect.js';

/** Items are told apart by where they stand. */
interface Item {
  readonly place: number;
  readonly text: string;
}

describe('collect', () => {
  const steps: number[] = [];
  const from = (texts: readonly string[]) => {
    steps.length = 0;
    return (count: number, last: Item | undefined): Promise<Part<Item>> => {
      const start = last === undefined ? 0 : last.place + 1;
      const items = texts.slice(start, start + count).map((text, index) => ({ place: start + index, text }));
      steps.push(items.length);
      return Promise.resolve({ items, hasMore: start + count < texts.length });
    };
  };
  const total = (items: readonly unknown[]): number => items.reduce((sum: number, item) => sum + sizeOf(item), 0);

  it('counts bytes and not characters', () => {
    expect(sizeOf('a')).toBe(4);
    expect(sizeOf('你')).toBe(6);
  });

  it('stops at the limit, at the end, and at the first that does not fit', async () => {
    const texts = Array.from({ length: 500 }, () => 'x');
    expect(await collect(300, 1_000_000, from(texts))).toMatchObject({ items: { length: 300 }, hasMore: true });
    expect(await collect(500, 1_000_000, from(texts))).toMatchObject({ items: { length: 500 }, hasMore: false });
    expect(await collect(900, 1_000_000, from(texts))).toMatchObject({ items: { length: 500 }, hasMore: false });
    const large = from(['a', 'x'.repeat(500), 'c']);
    expect(await collect(10, 100, large)).toEqual({ items: [{ place: 0, text: 'a' }], hasMore: true });
  });

  it('never keeps less than one', async () => {
    expect(await collect(10, 8, from(['x'.repeat(100), 'b']))).toMatchObject({ items: [{ place: 0 }], hasMore: true });
    expect(await collect(10, 8, from(['x'.repeat(100)]))).toMatchObject({ items: [{ place: 0 }], hasMore: false });
    expect(await collect(10, 8, from([]))).toEqual({ items: [], hasMore: false });
  });

  it('goes on behind parts in which all has expired', async () => {
    const parts: Part<Item>[] = [
      { items: [], hasMore: true },
      { items: [], hasMore: true },
      { items: [{ place: 7, text: 'x' }], hasMore: false },
    ];
    const counts: number[] = [];
    const next = (count: number): Promise<Part<Item>> => {
      counts.push(count);
      return Promise.resolve(parts.shift() ?? { items: [], hasMore: false });
    };
    expect(await collect(50, ANSWER_BYTES, next)).toEqual({ items: [{ place: 7, text: 'x' }], hasMore: false });
    expect(counts).toEqual([16, 16, 16]);
  });

  it('reads little more than it keeps', async () => {
    const { items } = await collect(1000, ANSWER_BYTES, from(Array.from({ length: 1000 }, () => 'x'.repeat(20_000))));
    expect(items).toHaveLength(13);
    expect(steps).toEqual([16]);
    await collect(1000, ANSWER_BYTES, from(Array.from({ length: 1000 }, () => 'x'.repeat(3000))));
    expect(steps.reduce((sum, step) => sum + step)).toBeLessThan(100);
  });

  it('keeps what fits from the front, whatever the sizes', async () => {
    const unit = fc.constantFrom('a', '"', '\n', 'é', '你', '😀');
    const text = fc.oneof(fc.string({ unit }), fc.string({ unit, minLength: 100, maxLength: 300 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 150 }),
        fc.nat(9000),
        fc.integer({ min: 1, max: 160 }),
        async (texts, budget, limit) => {
          const { items, hasMore } = await collect(limit, budget, from(texts));
          expect(items.map(({ place }) => place)).toEqual(items.map((_, index) => index));
          expect(items.length).toBeGreaterThan(0);
          expect(items.length === 1 || total(items) <= budget).toBe(true);
          expect(hasMore).toBe(items.length < texts.length);
          const following = { place: items.length, text: texts[items.length] };
          const isFull = total(items) + sizeOf(following) > budget;
          expect(items.length === limit || !hasMore || isFull).toBe(true);
        },
      ),
    );
  });
});
