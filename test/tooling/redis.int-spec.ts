import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Redis, startRedis } from '../support/stores/redis.js';

let server: Redis;
beforeAll(async () => (server = await startRedis()));
afterAll(() => server.stop());

/** The first line of the answer to an inline command, or 'no answer' where none came in half a second. */
async function ask(command: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [data] = (await once(socket, 'data', { signal: AbortSignal.timeout(500) })) as [Buffer];
    return data.toString().split('\r\n')[0] ?? '';
  } catch (error) {
    if ((error as Error).name === 'AbortError') return 'no answer';
    throw error;
  } finally {
    socket.destroy();
  }
}

it('answers nothing while frozen, and goes on afterwards', async () => {
  expect(server.url).toBe(`redis://127.0.0.1:${server.port}`);
  expect(await ask('PING')).toBe('+PONG');
  server.freeze();
  expect(await ask('PING')).toBe('no answer');
  server.thaw();
  expect(await ask('PING')).toBe('+PONG');
});

it('comes back empty after a crash, under its address', async () => {
  expect(await ask('SET k 1')).toBe('+OK');
  await server.kill();
  await expect(ask('PING')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await server.restart();
  expect(await ask('EXISTS k')).toBe(':0');
});
