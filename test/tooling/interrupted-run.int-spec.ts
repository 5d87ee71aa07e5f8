import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LocalProcess } from '../support/local-process.js';
import { temporaryFolder } from '../support/process-end.js';

const ROOT = join(import.meta.dirname, '..', '..');
const SUPPORT = join(ROOT, 'test', 'support');

/** A spec that starts a process, says which, and then does what `then` says. */
const spec = (then: string) => `
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LocalProcess } from '${SUPPORT}/local-process.ts';
import { temporaryFolder } from '${SUPPORT}/process-end.ts';
it('starts a process', async () => {
  const { pid } = new LocalProcess('sleep', 'sleep', ['60'], { env: { PATH: process.env.PATH } });
  writeFileSync('started.json.new', JSON.stringify({ pid, folder: temporaryFolder('left') }));
  (await import('node:fs')).renameSync('started.json.new', 'started.json');
  ${then}
}, 60_000);
`;

/** Runs Vitest on such a spec, until the spec has started its process. */
async function startRun(then: string) {
  const project = temporaryFolder('run');
  mkdirSync(join(project, 'tmp'));
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  writeFileSync(join(project, 'hang.spec.ts'), spec(then));
  writeFileSync(join(project, 'vitest.config.mjs'), "export default { test: { pool: 'forks' } };");
  const vitest = new LocalProcess('Vitest', process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: join(project, 'tmp') },
  });
  const started = join(project, 'started.json');
  await vitest.waitUntil(() => Promise.resolve(existsSync(started)), 20_000);
  const { pid, folder } = JSON.parse(readFileSync(started, 'utf8')) as { pid: number; folder: string };
  return { vitest, pid, folder };
}

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(50);
  }
  return false;
}

it('ends what a failed test has started, and removes its files', async () => {
  const { vitest, pid, folder } = await startRun("expect('this').toBe('a failure');");
  expect(await vitest.exited).toBe(1);
  expect(await isGone(pid)).toBe(true);
  expect(existsSync(folder)).toBe(false);
});

it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'ends what a test has started when %s ends the run',
  async (signal) => {
    const { vitest, pid } = await startRun('await new Promise((resolve) => setTimeout(resolve, 50_000));');
    // A worker that still has something to report notices at once that nobody listens; this is about one that has not.
    await sleep(1500);
    await vitest.end(signal);
    expect(await isGone(pid)).toBe(true);
  },
);
