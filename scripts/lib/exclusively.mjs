import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Runs `work` while no other process does anything under the same lock. The lock is an open
 * transaction on a file: the kernel drops it with its process, even on kill -9, which a pid file or
 * a lock folder outlives.
 * @template T
 * @param {string} lockFile
 * @param {() => T} work synchronous
 * @returns {T}
 * @throws where another process holds the lock for longer than ten minutes
 */
export function exclusively(lockFile, work) {
  mkdirSync(dirname(lockFile), { recursive: true });
  const guard = new Database(lockFile, { timeout: LONGEST_WAIT_MS });
  try {
    guard.exec('BEGIN EXCLUSIVE');
    return work();
  } finally {
    guard.close();
  }
}
