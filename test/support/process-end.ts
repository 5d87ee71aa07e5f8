import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './is-alive.js';

type Cleanup = () => void;

/** On the process and not in this module: Vitest loads a module once for each project. */
const shared = process as NodeJS.Process & { anlifeTestCleanups?: Set<Cleanup> };

/**
 * Runs `cleanup`, which is synchronous, when this process ends, in whatever way a process can notice:
 * at its end, by a failure, by Ctrl-C or a signal, or because the run that it works for is gone. The
 * newest cleanup runs first.
 * @returns a function that takes it off the list
 */
export function atProcessEnd(cleanup: Cleanup): () => void {
  shared.anlifeTestCleanups ??= listen();
  const cleanups = shared.anlifeTestCleanups;
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function listen(): Set<Cleanup> {
  const cleanups = new Set<Cleanup>();
  const runAll = (): void => {
    for (const cleanup of [...cleanups].reverse()) {
      cleanups.delete(cleanup);
      try {
        cleanup();
      } catch {
        // The other cleanups still have their turn; what this one left, the next run removes.
      }
    }
  };
  process.on('exit', runAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      runAll();
      // Now without a handler: it ends this process as it would have without us.
      process.kill(process.pid, signal);
    });
  }
  // The run is gone that this process tests for: Vitest's workers would go on with their file all the same.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  return cleanups;
}

const PREFIX = 'anlife-chat-test-';
const MEMORY = '/dev/shm';
/** More than all stores of a run take. */
const ENOUGH_MEMORY = 4 * 2 ** 30;

/**
 * A new empty folder for what a test keeps in files. It lies in the run's own folder, which goes when
 * the run ends; where it was killed, when the next run begins.
 */
export function temporaryFolder(name: string): string {
  process.env.ANLIFE_TEST_RUN_FOLDER ??= newRunFolder();
  return mkdtempSync(join(process.env.ANLIFE_TEST_RUN_FOLDER, `${name}-`));
}

/** Made by whoever asks first: by the run itself where it provides a store, else by each test process. */
function newRunFolder(): string {
  removeFoldersOfDeadRuns();
  const folder = mkdtempSync(join(parentFolder(), `${PREFIX}${process.pid}-`));
  atProcessEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/**
 * In memory, where there is enough of it and TMPDIR does not say otherwise: of the time that a test takes, a large part
 * would be waiting for a disk to sync. What is lost with that is what only a power cut would show; processes that are
 * killed leave their files as they were, in memory as well.
 */
function parentFolder(): string {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_MEMORY ? MEMORY : tmpdir();
  } catch {
    // Not a Linux.
    return tmpdir();
  }
}

function removeFoldersOfDeadRuns(): void {
  for (const parent of new Set([tmpdir(), parentFolder()])) {
    for (const name of readdirSync(parent)) {
      const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
      if (pid > 0 && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}
