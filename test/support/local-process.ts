import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { dieWithParent } from '../../scripts/lib/die-with-parent.mjs';
import { atProcessEnd } from './process-end.js';

export type EndSignal = 'SIGTERM' | 'SIGKILL' | 'SIGINT';

export interface LocalProcessOptions {
  /** The whole environment of the process. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Called with each line that it prints, on standard output and standard error. */
  onLine?: (line: string) => void;
}

/** Enough to read a failure by; a server under load prints a line per request. */
const LINES_KEPT = 20_000;

/**
 * A child process of a test, on this machine. It is signalled by its own pid, and never outlives the
 * test process: not a failed test, not Ctrl-C, and on Linux not even a kill -9.
 */
export class LocalProcess {
  readonly pid: number;
  /** Resolves with the exit code once the process is gone; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  private hasExited = false;
  private readonly lines: string[] = [];

  /** @throws Error where the command cannot be run */
  constructor(
    private readonly name: string,
    command: string,
    args: readonly string[],
    { env, cwd, onLine }: LocalProcessOptions,
  ) {
    const [file, ...prefix] = [...dieWithParent(), command];
    const child = spawn(file ?? command, [...prefix, ...args], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid === undefined) {
      child.once('error', () => undefined);
      throw new Error(`Cannot run ${command}`);
    }
    this.pid = child.pid;
    const forget = atProcessEnd(() => this.signal('SIGKILL'));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        if (this.lines.length > LINES_KEPT) this.lines.shift();
        onLine?.(line);
      });
    }
    child.once('exit', () => {
      // From here on the pid may be another process's.
      this.hasExited = true;
      forget();
    });
    // 'close' and not 'exit': by then its last words have been read, too.
    this.exited = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  }

  get isRunning(): boolean {
    return !this.hasExited;
  }

  /** What it printed so far, oldest line first. */
  output(): readonly string[] {
    return this.lines;
  }

  /** Sends a signal; nothing where the process is gone. */
  signal(signal: NodeJS.Signals): void {
    if (this.hasExited) return;
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /**
   * Ends the process, frozen or not, and waits until it is gone: after `patienceMs` with SIGKILL.
   * @returns its exit code, null where a signal ended it
   */
  async end(signal: EndSignal, patienceMs = 20_000): Promise<number | null> {
    this.signal(signal);
    // A stopped process takes no signal but SIGKILL before it goes on.
    this.signal('SIGCONT');
    const timer = setTimeout(() => this.signal('SIGKILL'), patienceMs);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }

  /**
   * Waits until `isReady` says so.
   * @throws Error with what the process printed, where it ends before, or needs longer than `patienceMs`
   */
  async waitUntil(isReady: () => Promise<boolean>, patienceMs: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await isReady())) {
      if (this.hasExited) await this.exited;
      if (this.hasExited || Date.now() > deadline) {
        const what = this.hasExited ? 'ended before it was ready' : `was not ready after ${patienceMs} ms`;
        throw new Error(`${this.name} ${what}; it printed:\n${this.lines.slice(-50).join('\n')}`);
      }
      await sleep(20);
    }
  }
}
