import type { Measured } from './measured.js';
import type { Db } from './options.js';
import type { BenchContext } from './profile.js';
import { rounds } from './rounds.js';
import { runSends, type SendSubject } from './run-sends.js';

/** So many sends in flight to each of them, each run on a database of its own. */
export function sideBySide(
  context: BenchContext,
  db: Db,
  inFlight: number,
  subjects: Readonly<Record<string, SendSubject>>,
): Promise<Record<string, Measured>> {
  const { databases, folder, options } = context;
  const runs = Object.entries(subjects).map(([name, subject]) => {
    const run = async (): Promise<Measured> => runSends(subject, await databases.create(db), inFlight, folder, options);
    return [name, run] as const;
  });
  return rounds(context, 'sends', Object.fromEntries(runs));
}
