import { join } from 'node:path';
import { LocalProcess } from './local-process.js';
import { judgeLine } from './private-lines.js';

const SCRIPTS = join(import.meta.dirname, '..', '..', 'scripts');

/** A command for operators (`npm run backup` is scripts/backup.mjs), as a process of its own, under way. */
export function startCommand(
  script: string,
  args: readonly string[],
  databaseUrl: string,
  more: Readonly<Record<string, string>> = {},
): LocalProcess {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DATABASE_URL: databaseUrl, ...more };
  // Not in the project's folder: a developer's .env is none of the test's.
  return new LocalProcess(script, process.execPath, [join(SCRIPTS, `${script}.mjs`), ...args], {
    env,
    cwd: import.meta.dirname,
    onLine: judgeLine,
  });
}

/** Runs it to its end. @returns its exit code, and all that it said */
export async function runCommand(
  script: string,
  args: readonly string[],
  databaseUrl: string,
): Promise<{ code: number | null; said: string }> {
  const command = startCommand(script, args, databaseUrl);
  const code = await command.exited;
  return { code, said: command.output().join('\n') };
}
