import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { dieWithParent } from './die-with-parent.mjs';

/**
 * @typedef {object} ServiceSettings
 * @property {string} name for people: 'MariaDB'
 * @property {string} command
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} [env] the whole environment; by default only PATH
 * @property {string} cwd
 * @property {string} logFile what it prints is appended here
 * @property {number} port of 127.0.0.1
 * @property {number} [readyWithinMs]
 */

/** Enough to read a failure by; a node under load prints a line per request. */
const LINES_KEPT = 20_000;
const LOOK_MS = 20;
const READY_WITHIN_MS = 30_000;
/** A node takes up to 9.5 s to finish what it accepted. */
const PATIENCE_MS = 15_000;

/**
 * One program of the cluster: the same command at each start, another process each time. It is
 * signalled by its own pid only.
 */
export class Service {
  /** @type {{ pid: number, exited: Promise<string>, isRunning: boolean } | undefined} */
  #process;
  /** @type {string[]} */
  #lines = [];

  /** @param {ServiceSettings} settings */
  constructor(settings) {
    this.settings = settings;
  }

  get name() {
    return this.settings.name;
  }

  get port() {
    return this.settings.port;
  }

  /** The process that serves now; another one after a restart. */
  get pid() {
    return this.#started().pid;
  }

  get isRunning() {
    return this.#process?.isRunning ?? false;
  }

  /** Resolves with how it ended ('code 1', 'SIGKILL'), once the present process is gone. */
  get exited() {
    return this.#started().exited;
  }

  /** What it printed since its last start, oldest line first. */
  output() {
    return this.#lines;
  }

  /** Whether it serves; what extends this class says how that shows. */
  async answers() {
    return true;
  }

  /**
   * Starts it and waits until it serves.
   * @throws {Error} with its last words, where it ends or does not get ready
   */
  async start() {
    if (this.isRunning) throw new Error(`${this.name} runs already`);
    this.#spawn();
    const { name, readyWithinMs = READY_WITHIN_MS, logFile } = this.settings;
    const deadline = Date.now() + readyWithinMs;
    while (!(await this.answers())) {
      if (!this.isRunning) await this.exited;
      if (!this.isRunning || Date.now() > deadline) {
        const what = this.isRunning ? `was not ready after ${readyWithinMs} ms` : 'ended before it was ready';
        throw new Error(`${name} ${what}; the end of ${logFile}:\n${this.#lines.slice(-30).join('\n')}`);
      }
      await sleep(LOOK_MS);
    }
  }

  /** Ends it as a crash does, and resolves once it is gone. */
  kill() {
    return this.#end('SIGKILL');
  }

  /** Ends it in an orderly way; by SIGKILL where it does not come to its end. */
  stop() {
    return this.#end('SIGTERM');
  }

  /** Stops it in its tracks: connections stay open, and nothing answers. */
  freeze() {
    this.signal('SIGSTOP');
  }

  thaw() {
    this.signal('SIGCONT');
  }

  /**
   * Nothing where it does not run.
   * @param {NodeJS.Signals} signal
   */
  signal(signal) {
    if (!this.#process?.isRunning) return;
    try {
      process.kill(this.#process.pid, signal);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    if (!this.isRunning) return;
    this.signal(signal);
    // A frozen process takes no signal but SIGKILL before it goes on.
    this.signal('SIGCONT');
    const timer = setTimeout(() => this.signal('SIGKILL'), PATIENCE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  #spawn() {
    const { command, args, env = { PATH: process.env.PATH }, cwd, logFile, name } = this.settings;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: 'a' });
    // Without a log the service still serves.
    log.on('error', () => undefined);
    const [file = command, ...rest] = [...dieWithParent(), command, ...args];
    // A group of its own: Ctrl-C reaches the script alone, which ends things in their order.
    const child = spawn(file, rest, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', () => undefined);
      throw new Error(`Cannot run ${name}: ${command}`);
    }
    /** @type {string[]} */
    const lines = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > LINES_KEPT) lines.shift();
        log.write(`${line}\n`);
      });
    }
    const started = { pid, isRunning: true, exited: Promise.resolve('') };
    child.once('exit', () => {
      // From here on the pid may be another process's.
      started.isRunning = false;
    });
    started.exited = new Promise((resolve) => {
      // 'close' and not 'exit': by then its last words have been read, too.
      child.once('close', (code, signal) => {
        log.end();
        resolve(signal ?? `code ${code}`);
      });
    });
    this.#lines = lines;
    this.#process = started;
  }

  #started() {
    if (!this.#process) throw new Error(`${this.name} was never started`);
    return this.#process;
  }
}
