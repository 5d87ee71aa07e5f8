import { medianOf, type Measured } from './measured.js';
import type { BenchContext } from './profile.js';

/**
 * Measures each of them in each round, so that what the machine does meanwhile befalls all.
 * @returns of each the run in the middle
 */
export async function rounds(
  { options, say }: Pick<BenchContext, 'options' | 'say'>,
  what: string,
  subjects: Readonly<Record<string, () => Promise<Measured>>>,
): Promise<Record<string, Measured>> {
  const runs: Record<string, Measured[]> = {};
  for (let round = 1; round <= options.runs; round += 1) {
    for (const [name, measure] of Object.entries(subjects)) {
      const measured = await measure();
      say(`  ${name}, run ${round}: ${measured.perSecond.toFixed(1)} ${what} per second`);
      (runs[name] ??= []).push(measured);
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([name, all]) => [name, medianOf(all)]));
}
