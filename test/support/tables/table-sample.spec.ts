import { describe, expect, it } from 'vitest';
import { deal, type Place } from './table-sample.js';

const place = (kind: string, cases: number): Place<number> => ({ kind, cases: [...Array(cases).keys()] });
const SEEDS = [...Array(50).keys()];

function tried(places: readonly Place<number>[], kind: string): number[] {
  const cases = places.filter((one) => one.kind === kind).flatMap((one) => one.cases);
  return [...new Set(cases)].sort((a, b) => a - b);
}

describe('A sample of a table', () => {
  const places = [place('a', 37), place('b', 5), place('a', 37), place('c', 2), place('a', 37), place('b', 5)];

  it.each(SEEDS)('tries every case of a kind somewhere, and the least number everywhere (seed %i)', (seed) => {
    const dealt = deal(places, 3, seed);
    expect(dealt.map(({ kind }) => kind)).toEqual(places.map(({ kind }) => kind));
    expect(dealt.map(({ cases }) => cases.length)).toEqual([13, 3, 13, 2, 13, 3]);
    for (const { kind, cases } of places) expect(tried(dealt, kind)).toEqual(cases);
  });

  it('is another one by another seed, and the same by the same', () => {
    const samples = SEEDS.map((seed) => JSON.stringify(deal(places, 3, seed)));
    expect(new Set(samples).size).toBeGreaterThan(SEEDS.length / 2);
    expect(JSON.stringify(deal(places, 3, 7))).toBe(samples[7]);
  });

  it('leaves a place that has nothing to try', () => {
    expect(deal([place('a', 0)], 3, 1)).toEqual([place('a', 0)]);
  });

  it('is all there is where the whole table is wanted', () => {
    expect(deal(places, 3, 'whole')).toEqual(places);
  });
});
