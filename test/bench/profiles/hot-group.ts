import { medianOf, type Measured } from '../measured.js';
import { type BenchContext, type Profile, rowsOf } from '../profile.js';
import type { Db } from '../options.js';
import { type GroupSubject, runGroup } from '../run-group.js';
import { atLeast } from '../targets.js';

const SENDERS = 50;
const SUBJECTS: Readonly<Record<string, GroupSubject>> = { server: 'server', R4: 'bare' };

/** One group with so many online, in which fifty write as fast as they are acknowledged: deliveries count. */
function hotGroup(members: number): Profile {
  const name = `hot-group-${members}`;
  return {
    name,
    dbs: ['mysql'],
    run: async (context, db) => {
      const medians = await sideBySide(context, db, members);
      const { server, R4: r4 } = medians as { server: Measured; R4: Measured };
      return { rows: rowsOf(name, db, medians), targets: [atLeast(`${name}, deliveries`, 0.85, server, r4, 'R4')] };
    },
  };
}

async function sideBySide(
  { options, databases, folder, say }: BenchContext,
  db: Db,
  members: number,
): Promise<Record<string, Measured>> {
  const runs: Record<string, Measured[]> = {};
  for (let round = 1; round <= options.runs; round += 1) {
    for (const [name, subject] of Object.entries(SUBJECTS)) {
      const { measured } = await runGroup(subject, await databases.create(db), members, SENDERS, folder, options);
      say(`  ${name}, ${members} online, run ${round}: ${Math.round(measured.perSecond)} deliveries/s`);
      (runs[name] ??= []).push(measured);
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([name, all]) => [name, medianOf(all)]));
}

export const HOT_GROUP: readonly Profile[] = [hotGroup(1_000), hotGroup(5_000)];
