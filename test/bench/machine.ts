import { cpus, release, totalmem } from 'node:os';
import { isPinning } from './process/pinned.js';

/** What figures hang on, besides the store's settings. */
export function describeMachine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const pinned = isPinning ? 'server on core 0, database and load on core 1' : 'no taskset: nothing is pinned';
  return `${cpus().length} × ${first?.model ?? '?'}, ${memory} GiB, Linux ${release()}, Node ${process.version}; ${pinned}`;
}
