import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** What lies in these files is the server's own user's to read. */
const OWNERS_ONLY = 0o600;

/** Returns when the file's bytes are on the disk; of a folder, when the names in it are. */
export function flush(path: string): void {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Flushes the folder that a file was renamed in or into. */
export function flushFolderOf(file: string): void {
  flush(dirname(file));
}

/**
 * Copies a secret, durable and readable by its owner alone. It has its name only when it is whole.
 * @throws Error where `to` is there already
 */
export function copySecret(from: string, to: string): void {
  if (existsSync(to)) throw new Error(`${to} exists already: nothing is overwritten`);
  const draft = `${to}.partial-${process.pid}`;
  try {
    copyFileSync(from, draft);
    chmodSync(draft, OWNERS_ONLY);
    flush(draft);
    renameSync(draft, to);
  } finally {
    rmSync(draft, { force: true });
  }
}
