import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { freePort } from '../free-port.js';
import { LocalProcess } from '../local-process.js';
import { temporaryFolder } from '../process-end.js';
import { findServerProgram } from './server-program.js';

const PROGRAM = { name: 'Redis', command: 'redis-server', packages: ['redis-server'], urlVariable: 'TEST_REDIS_URL' };
const READY_WITHIN_MS = 10_000;

/** A Redis of a test's own, for the faults that it makes. It keeps nothing on disk: a restart is an empty one. */
export interface Redis {
  readonly port: number;
  /** The process that serves now; another one after a restart. */
  readonly pid: number;
  /** What the application takes as REDIS_URL. */
  readonly url: string;
  freeze(): void;
  thaw(): void;
  /** Ends it as a crash does (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port; ends it before, where it runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an empty Redis, ready for connections when the promise resolves. */
export async function startRedis(settings: readonly string[] = []): Promise<Redis> {
  const server = new LocalRedis(findServerProgram(PROGRAM), temporaryFolder('redis'), await freePort(), settings);
  await server.start();
  return server;
}

/**
 * A Redis that somebody else may run: that of TEST_REDIS_URL, else one started here. Others may use
 * it at the same time, so keys and channels need names of their own.
 * @returns `pid` is null where it was not started here, and `stop` then leaves it alone
 */
export async function provideRedis(): Promise<{ url: string; pid: number | null; stop(): Promise<void> }> {
  const url = process.env.TEST_REDIS_URL;
  return url ? { url, pid: null, stop: () => Promise.resolve() } : startRedis();
}

class LocalRedis implements Redis {
  private process: LocalProcess | undefined;

  constructor(
    private readonly command: string,
    private readonly folder: string,
    readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  get pid(): number {
    return this.running().pid;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = { port: this.port, bind: '127.0.0.1', dir: this.folder, save: '', appendonly: 'no' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.process = new LocalProcess('Redis', this.command, [...args, ...this.settings], {
      env: { PATH: process.env.PATH },
    });
    await this.process.waitUntil(() => this.answers(), READY_WITHIN_MS);
  }

  freeze(): void {
    this.running().signal('SIGSTOP');
  }

  thaw(): void {
    this.running().signal('SIGCONT');
  }

  async kill(): Promise<void> {
    await this.running().end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.running().end('SIGTERM');
    await this.start();
  }

  async stop(): Promise<void> {
    await this.process?.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write('PING\r\n'));
      const settle = (answered: boolean): void => {
        socket.destroy();
        resolve(answered);
      };
      socket.setTimeout(1000, () => settle(false));
      socket.once('error', () => settle(false));
      socket.once('data', (data) => settle(data.toString().startsWith('+PONG')));
    });
  }

  private running(): LocalProcess {
    if (!this.process) throw new Error('This Redis was never started');
    return this.process;
  }
}
