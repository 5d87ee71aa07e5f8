import { createServer } from 'node:net';

// Below the ephemeral range (32768-60999): there the kernel may hand the port to an outgoing
// connection between the moment we found it free and the moment a server listens on it.
const FIRST = 20_000;
const LAST = 31_999;
/** As many as may look for ports at the same time: each test process searches a part of its own. */
const PARTS = 8;

const given = new Set<number>();

/** A port of 127.0.0.1 that nobody listens on, and that this process has not given out before. */
export async function freePort(): Promise<number> {
  const size = Math.floor((LAST - FIRST + 1) / PARTS);
  const start = FIRST + (Number(process.env.VITEST_POOL_ID ?? 0) % PARTS) * size;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = start + Math.floor(Math.random() * size);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port from ${start} to ${start + size - 1}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
