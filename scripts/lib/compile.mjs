import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './project.mjs';

/** The sources do not compile; tsc has said why on standard error. */
export class CompileError extends Error {}

/**
 * Compiles src/ into `folder`.
 * @param {string} folder
 * @throws {CompileError}
 */
export function compile(folder) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status, error } = spawnSync(
    process.execPath,
    [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', folder],
    // tsc complains on standard output, which is the server's, for its log lines.
    { stdio: ['ignore', 2, 2] },
  );
  if (error) throw error;
  if (status !== 0) throw new CompileError('The sources do not compile: nothing was replaced');
}
