import { Random } from '../rounds/random.js';

/** `npm run test:tables` tries the big tables whole. Every other run takes a sample, another one each time. */
const RUN = process.env.TEST_TABLES === 'whole' ? 'whole' : Number(process.env.TEST_SEED ?? Random.freshSeed());

/** For the title of what is sampled: how to repeat what a run did. */
export const SAMPLE = RUN === 'whole' ? 'the whole table' : `a sample, TEST_SEED=${RUN}`;

/** Where cases can be tried, with all that could be tried there. */
export interface Place<T> {
  /** Places of one kind have the same cases, in the same order: what one of them has tried, another one need not try. */
  readonly kind: string;
  readonly cases: readonly T[];
}

/**
 * Deals the cases of each kind to its places, as one deals cards: every place gets `least` of them (all, where it has
 * no more), every case is tried in one place at least, and a run begins where its seed says.
 * @param run a seed; or `whole`, and each place gets all it has
 * @returns the places in their order, each with its cases in their order
 */
export function deal<P extends Place<unknown>>(places: readonly P[], least: number, run: number | 'whole' = RUN): P[] {
  if (run === 'whole') return [...places];
  const random = new Random(run);
  const kinds = new Map<string, { places: number; next: number }>();
  for (const { kind } of places) {
    const known = kinds.get(kind) ?? { places: 0, next: random.below(2 ** 16) };
    kinds.set(kind, { ...known, places: known.places + 1 });
  }
  return places.map((place) => {
    const hand = kinds.get(place.kind);
    const { length } = place.cases;
    if (!hand || length === 0) return place;
    const count = Math.min(length, Math.max(least, Math.ceil(length / hand.places)));
    const taken = new Set(Array.from({ length: count }, (_, index) => (hand.next + index) % length));
    hand.next += count;
    return { ...place, cases: place.cases.filter((_, index) => taken.has(index)) };
  });
}
