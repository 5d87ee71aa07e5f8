// npm run migration:…: TypeORM's own command line, on the data source of ormconfig.ts.
//
// TypeORM imports that file as it is, and Node 20 reads no TypeScript. So it is transpiled, types
// erased, into a folder in which `src` is a link to the up-to-date build: its imports of ./src/…
// find the compiled modules, which Node loads by their real path.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { ensureBuildOrExit } from './lib/ensure-build.mjs';
import { buildsFolder, root } from './lib/project.mjs';

const [command, ...rest] = process.argv.slice(2);
if (!command) {
  console.error('Usage: node scripts/typeorm.mjs <command of the TypeORM CLI> [arguments]');
  process.exit(2);
}

const build = await ensureBuildOrExit();
// A name that the build's own cleaning knows, should this process be killed.
const folder = join(buildsFolder, `typeorm-${process.pid}`);
mkdirSync(folder, { recursive: true });
try {
  rmSync(join(folder, 'src'), { force: true });
  symlinkSync(build, join(folder, 'src'));
  const config = join(folder, 'ormconfig.mjs');
  writeFileSync(config, transpile(join(root, 'ormconfig.ts')));

  const cli = createRequire(import.meta.url).resolve('typeorm/cli.js');
  const { status } = spawnSync(process.execPath, [cli, command, '-d', config, ...rest], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} file */
function transpile(file) {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
  };
  return ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions }).outputText;
}
