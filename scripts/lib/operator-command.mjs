// What the commands for operators share: .env, who may read what they write, the build, errors in one line.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuildOrExit } from './ensure-build.mjs';

/**
 * Runs `work` with a module of the up-to-date build. An error ends the process with exit code 1, after what it says.
 * @template M
 * @param {string} module of src/, such as `app.backup.js`
 * @param {(module: M) => Promise<void>} work
 */
export async function runCommand(module, work) {
  // What it writes is the server's own user's to read, as what the server writes.
  process.umask(0o077);
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    const build = await ensureBuildOrExit();
    /** @type {unknown} */
    const loaded = await import(pathToFileURL(join(build, module)).href);
    await work(/** @type {M} */ (loaded));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * The one argument of a command; otherwise the process ends with exit code 2, after how it is used.
 * @param {string} usage
 */
export function onlyArgument(usage) {
  const [argument, ...others] = process.argv.slice(2);
  if (argument === undefined || argument.startsWith('-') || others.length > 0) {
    console.error(usage);
    process.exit(2);
  }
  return argument;
}

/** Says a part of 1 as percents, once a second at most. @returns {(done: number) => void} */
export function percentSayer() {
  let next = Date.now() + 1000;
  return (done) => {
    if (Date.now() < next) return;
    next = Date.now() + 1000;
    console.error(`${Math.floor(done * 100)} %`);
  };
}
