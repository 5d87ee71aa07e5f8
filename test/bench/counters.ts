import type { BenchDatabase, Writes } from './database.js';
import { cpuSeconds, residentBytes } from './process/pinned.js';
import type { Subject } from './subject.js';

/** What processes have used up to a moment; of several nodes, together. */
export interface Counters {
  /** Milliseconds, to subtract. */
  readonly at: number;
  readonly serverSeconds: number;
  readonly databaseSeconds: number;
  readonly residentBytes: number;
  readonly writes: Writes;
}

export async function countersOf(subjects: readonly Subject[], database: BenchDatabase): Promise<Counters> {
  const sum = (of: (pid: number) => number): number => subjects.reduce((total, { pid }) => total + of(pid), 0);
  // CPU first: asking the database takes some of it.
  const used = {
    at: performance.now(),
    serverSeconds: sum(cpuSeconds),
    databaseSeconds: database.cpuSeconds(),
    residentBytes: sum(residentBytes),
  };
  return { ...used, writes: await database.writes(subjects[0]?.pid ?? 0) };
}
