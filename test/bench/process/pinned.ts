import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { dieWithParent } from '../../../scripts/lib/die-with-parent.mjs';
import { findProgram } from '../../../scripts/lib/debian-programs.mjs';

/** What is measured has a core to itself; database and load share the other one. */
export const CORE = { subject: 0, others: 1 } as const;
export type Core = keyof typeof CORE;

/** Ticks of /proc's CPU times a second, on every Linux that Node runs on. */
const TICKS = 100;

/** False where there is no taskset: everything then runs wherever the kernel likes. */
export const isPinning = findProgram('taskset') !== undefined;

export interface Pinned {
  readonly pid: number;
  /** Resolves with the exit code, null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

export interface PinnedOptions {
  readonly core: Core;
  readonly script: string;
  /** Before the script. */
  readonly nodeArgs?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Takes standard error, and standard output where nobody listens. */
  readonly logFile: string;
  /** Called with each line of its standard output. */
  readonly onLine?: (line: string) => void;
}

/** A Node process of the benchmark, on the core of its part; it ends with this one. */
export function startPinned({
  core,
  script,
  nodeArgs = [],
  args = [],
  env = {},
  cwd,
  logFile,
  onLine,
}: PinnedOptions): Pinned {
  const { PATH, HOME } = process.env;
  const pin = isPinning ? ['taskset', '-c', String(CORE[core])] : [];
  const [command = '', ...rest] = [...dieWithParent(), ...pin, process.execPath, ...nodeArgs, script, ...args];
  const log = openSync(logFile, 'a');
  const child = spawn(command, rest, {
    env: { PATH, HOME, ...env },
    cwd,
    stdio: ['ignore', onLine ? 'pipe' : log, log],
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`Cannot run ${command}`);
  if (onLine && child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { pid: child.pid, exited, stop: () => stop(child, exited) };
}

/** Seconds of CPU that a process has used so far, in both modes. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Bytes of memory that are its own, from the kernel. */
export function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
}

/** Puts a process that runs already on the core of its part, with all its threads. */
export function pin(pid: number, core: Core): Promise<void> {
  if (!isPinning) return Promise.resolve();
  return startedAndDone('taskset', ['-a', '-cp', String(CORE[core]), String(pid)]);
}

async function startedAndDone(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(timer);
}
