import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Measured, medianOf } from '../measured.js';
import type { BenchContext } from '../profile.js';
import { startPinned } from '../process/pinned.js';

/** R6, on the core and the disk that the server has. */
export async function measureSqlite({ options, folder, say }: BenchContext): Promise<Measured> {
  const runs: Measured[] = [];
  for (let round = 1; round <= options.runs; round += 1) {
    const lines: string[] = [];
    const file = join(folder, `${randomBytes(6).toString('hex')}.sqlite`);
    const process = startPinned({
      core: 'subject',
      script: join(import.meta.dirname, '../reference/r6-sqlite-transaction-per-message.js'),
      args: [file, String(options.measureMs)],
      logFile: join(folder, 'r6.log'),
      onLine: (line) => lines.push(line),
    });
    const code = await process.exited;
    if (code !== 0) throw new Error(`R6 ended with ${code}: see ${folder}`);
    const { perSecond } = JSON.parse(lines[0] ?? '') as { perSecond: number };
    say(`  R6, run ${round}: ${Math.round(perSecond)}/s`);
    runs.push({ perSecond, latency: undefined, cpu: undefined, written: undefined });
  }
  return medianOf(runs);
}
