import { medianOf, type Measured } from './measured.js';
import type { Db } from './options.js';
import type { BenchContext } from './profile.js';
import { runSends, type SendSubject } from './run-sends.js';

/** All of them in each round, so that what the machine does meanwhile befalls all. */
export async function sideBySide(
  { options, databases, folder, say }: BenchContext,
  db: Db,
  inFlight: number,
  subjects: Readonly<Record<string, SendSubject>>,
): Promise<Record<string, Measured>> {
  const runs: Record<string, Measured[]> = {};
  for (let round = 1; round <= options.runs; round += 1) {
    for (const [name, subject] of Object.entries(subjects)) {
      const measured = await runSends(subject, await databases.create(db), inFlight, folder, options);
      say(`  ${name}, ${inFlight} in flight, run ${round}: ${Math.round(measured.perSecond)}/s`);
      (runs[name] ??= []).push(measured);
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([name, all]) => [name, medianOf(all)]));
}
