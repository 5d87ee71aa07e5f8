// npm run bench: compiles src/ and test/bench/ into .bench/, and runs it. See test/bench/options.ts.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const node = (/** @type {string[]} */ args) =>
  spawnSync(process.execPath, args, { stdio: 'inherit', cwd: root }).status;
const status = node([tsc, '-p', join(root, 'tsconfig.bench.json')]);
process.exitCode =
  status || node([join(root, '.bench/compiled/test/bench/main.js'), root, ...process.argv.slice(2)]) || 0;
