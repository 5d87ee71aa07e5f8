import { chmodSync, closeSync, constants, copyFileSync, fsyncSync, openSync } from 'node:fs';
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

/** Copies a secret, durable and readable by its owner alone. @throws Error EEXIST where `to` is there already */
export function copySecret(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL);
  chmodSync(to, OWNERS_ONLY);
  flush(to);
}
