// npm run bench: compiles src/ and test/bench/ into .bench/, and runs it (see test/bench/options.ts); with `compare` before
// two results of `--out` it says what changed (npm run bench:compare).
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const node = (/** @type {string[]} */ args) => spawnSync(process.execPath, args, { stdio: 'inherit' }).status;
const args = process.argv.slice(2);
const main = args[0] === 'compare' ? 'compare-main.js' : 'main.js';
// Types are `npm run typecheck`'s to check: it takes longer than the rest.
const status = node([tsc, '-p', join(root, 'tsconfig.bench.json'), '--noCheck']);
process.exitCode = status ?? 1;
if (status === 0) process.exitCode = node([join(root, '.bench/compiled/test/bench', main), root, ...args]) ?? 1;
