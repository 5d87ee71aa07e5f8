import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compare } from '../bench/compare.js';
import type { BenchResult } from '../bench/report.js';
import { temporaryFolder } from '../support/process-end.js';

const ROOT = join(import.meta.dirname, '../..');

function bench(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'scripts/bench.mjs'), ...args], { cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

/** Of the smallest profile: that the benchmark starts a server, loads it, and checks what is stored. Figures say nothing. */
it('npm run bench measures, checks, and writes down what npm run bench:compare reads', async () => {
  const file = join(temporaryFolder('bench'), 'result.json');
  const { code, output } = await bench('mixed', '--db', 'sqlite', '--quick', '--out', file);
  expect(output).toContain('synchronous=FULL');
  expect(code, output).toBe(0);
  const result = JSON.parse(readFileSync(file, 'utf8')) as BenchResult & { failures: string[] };
  expect(result.failures).toEqual([]);
  expect(result.rows).toMatchObject([{ profile: 'mixed', db: 'sqlite', subject: 'server' }]);
  expect(result.rows[0]?.measured.perSecond).toBeGreaterThan(0);
  expect(result.rows[0]?.measured.latency?.p50).toBeGreaterThan(0);
  expect(compare(result, result)).toContain('(+0 %)');
}, 120_000);
