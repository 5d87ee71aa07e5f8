import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { type EndSignal, LocalProcess } from './local-process.js';
import { judgeLine } from './private-lines.js';
import { temporaryFolder } from './process-end.js';

const ROOT = join(import.meta.dirname, '..', '..');
const READY_WITHIN_MS = 40_000;

export interface ServerOptions {
  /** All that the server's environment holds besides PATH, HOME, HOST and PORT. */
  env?: Record<string, string>;
  /** Where a `.env` file and ./data are looked for; by default a new empty folder. */
  cwd?: string;
}

/** The built server, as a process of its own. */
export interface ServerProcess {
  /** http://127.0.0.1:port */
  readonly url: string;
  readonly port: number;
  readonly cwd: string;
  /** The process that serves now; another one after a restart. */
  readonly pid: number;
  /** What it printed so far, oldest line first; since its last start. */
  output(): readonly string[];
  /**
   * Ends it, and resolves once it is gone.
   * @returns its exit code, null where the signal itself ended it
   */
  kill(signal: EndSignal): Promise<number | null>;
  /** Starts it again, on the same port and with the same environment; ends it (SIGTERM) before, where it runs. */
  restart(): Promise<void>;
  /** For faults that no method names: SIGSTOP, SIGCONT, SIGUSR2 … */
  signal(signal: NodeJS.Signals): void;
}

/**
 * Starts the built server on a free port, and waits until GET /readyz answers 200. Builds before where
 * the sources have changed. The server ends with the test process, whatever becomes of the test.
 * @throws Error with what the server printed, where it ends or does not get ready
 */
export async function startServer({ env = {}, cwd }: ServerOptions = {}): Promise<ServerProcess> {
  const server = new BuiltServer(await buildIfStale(), await freePort(), env, cwd ?? temporaryFolder('server'));
  await server.start();
  return server;
}

class BuiltServer implements ServerProcess {
  private process: LocalProcess | undefined;

  constructor(
    private readonly main: string,
    readonly port: number,
    private readonly env: Record<string, string>,
    readonly cwd: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.started().pid;
  }

  output(): readonly string[] {
    return this.started().output();
  }

  async start(): Promise<void> {
    const { PATH, HOME } = process.env;
    this.process = new LocalProcess('The server', process.execPath, [this.main], {
      env: { PATH, HOME, HOST: '127.0.0.1', PORT: String(this.port), ...this.env },
      cwd: this.cwd,
      onLine: judgeLine,
    });
    await this.process.waitUntil(() => this.isReady(), READY_WITHIN_MS);
  }

  signal(signal: NodeJS.Signals): void {
    this.started().signal(signal);
  }

  kill(signal: EndSignal): Promise<number | null> {
    return this.started().end(signal);
  }

  async restart(): Promise<void> {
    await this.started().end('SIGTERM');
    await this.start();
  }

  private async isReady(): Promise<boolean> {
    try {
      const { status, body } = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2000) });
      await body?.cancel();
      return status === 200;
    } catch {
      return false;
    }
  }

  private started(): LocalProcess {
    if (!this.process) throw new Error('This server was never started');
    return this.process;
  }
}

let building: Promise<string> | undefined;

/** The main file of the up-to-date build, by its real path: a later build does not change what a restart runs. */
export function buildIfStale(): Promise<string> {
  building ??= build();
  return building;
}

async function build(): Promise<string> {
  try {
    await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'build.mjs')]);
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`The server does not build:\n${stdout ?? ''}${stderr ?? String(error)}`, { cause: error });
  }
  return join(realpathSync(join(ROOT, 'dist')), 'main.js');
}
