import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { temporaryFolder } from '../support/process-end.js';
import { buildIfStale } from '../support/server.js';

/** A pipe holds 64 KiB, some 300 lines. */
const CALLS = 1_500;
let server: ChildProcess | undefined;

afterAll(() => server?.kill('SIGKILL'));

it('whoever does not read the log does not stop the server', { timeout: 90_000 }, async () => {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const secret = 'unread-log-secret-of-more-than-32-characters';
  server = spawn(process.execPath, [await buildIfStale()], {
    cwd: temporaryFolder('unread-log'),
    env: { PATH, HOME, PORT: String(port), HOST: '127.0.0.1', JWT_SECRET: secret, CMS_API_KEY: secret },
    // Its end of the pipe is never read.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const call = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
  await expect
    .poll(
      () =>
        call('/readyz').then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 40_000 },
    )
    .toBe(true);
  for (let calls = 0; calls < CALLS; calls += 1) expect(await (await call('/healthz')).json()).toBeTruthy();
});
