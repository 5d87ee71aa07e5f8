import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { LocalProcess } from '../support/local-process.js';
import { temporaryFolder } from '../support/process-end.js';
import { startRedis } from '../support/stores/redis.js';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'cluster.mjs');
const FLAGS = ['port', 'node-a-port', 'node-b-port', 'mariadb-port', 'redis-port'];

function runScript(...args: string[]): LocalProcess {
  return new LocalProcess('npm run cluster', process.execPath, [SCRIPT, '--no-install', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });
}

async function ports(): Promise<{ args: string[]; url: string }> {
  const numbers = await Promise.all(FLAGS.map(freePort));
  return {
    args: FLAGS.flatMap((flag, i) => [`--${flag}`, String(numbers[i])]),
    url: `http://127.0.0.1:${numbers[0]}`,
  };
}

const waitForLine = (script: LocalProcess, text: string): Promise<void> =>
  script.waitUntil(async () => script.output().some((line) => line.includes(text)), 60_000);

/** Processes that `pid` started. */
function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').map(Number);
  return pids.filter((candidate) => candidate > 0 && stateOf(candidate)?.parent === pid);
}

function stateOf(pid: number): { state: string; parent: number } | undefined {
  try {
    // What follows the command, which may hold blanks, and its parentheses.
    const [state = '', parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** A zombie has ended; its new parent only did not ask yet how. */
function isAlive(pid: number): boolean {
  const state = stateOf(pid)?.state;
  return state !== undefined && state !== 'Z' && state !== 'X';
}

describe('npm run cluster', () => {
  it('starts everything, brings back what is killed, and ends all of it when told to', async () => {
    const { args, url } = await ports();
    const folder = temporaryFolder('cluster-script');
    const script = runScript(...args, '--data', folder);
    await waitForLine(script, 'Ctrl-C ends everything');
    const answer = await fetch(`${url}/readyz`);
    expect(await answer.json()).toMatchObject({ status: 'ready', database: 'up' });
    const logs = ['mariadb.log', 'nginx.log', 'node-a.log', 'node-b.log', 'redis.log'];
    expect(readdirSync(join(folder, 'logs')).sort()).toEqual(logs);
    expect(statSync(join(folder, 'cms_api_key')).mode & 0o777).toBe(0o600);

    const children = childrenOf(script.pid);
    expect(children).toHaveLength(5);
    const line = script.output().find((printed) => printed.includes('node A'));
    process.kill(Number(line?.match(/pid (\d+)/)?.[1]), 'SIGKILL');
    await waitForLine(script, 'Node A is back');

    const all = new Set([...children, ...childrenOf(script.pid)]);
    expect(all.size).toBe(6);
    expect(await script.end('SIGTERM')).toBe(0);
    expect([...all].filter(isAlive)).toEqual([]);
    // What was asked to stay stays.
    expect(existsSync(join(folder, 'mariadb', 'chat'))).toBe(true);
  });

  it('leaves nothing behind when it is killed itself', async () => {
    const { args } = await ports();
    const script = runScript(...args, '--data', temporaryFolder('cluster-script'));
    await waitForLine(script, 'Ctrl-C ends everything');
    const children = childrenOf(script.pid);
    await script.end('SIGKILL');
    await expect.poll(() => children.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });

  it('says what is wrong with its command line, and which port is taken', async () => {
    const wrong = runScript('--prot', '1');
    expect(await wrong.exited).toBe(2);
    expect(wrong.output().join('\n')).toContain('--port N');
    const same = runScript('--port', '3001');
    expect(await same.exited).toBe(2);

    const { args } = await ports();
    const redis = await startRedis();
    const taken = runScript(...args, '--redis-port', String(redis.port));
    expect(await taken.exited).toBe(1);
    expect(taken.output()).toEqual([`Port ${redis.port} is taken: choose another with --redis-port`]);
    await redis.stop();
  });
});
