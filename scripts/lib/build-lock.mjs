import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildsFolder } from './project.mjs';

const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Runs `work` while no other process does. The lock is an open transaction on a side file: the
 * kernel drops it with its process, even on kill -9, which a pid file or a lock folder outlives.
 * @template T
 * @param {() => T} work synchronous
 * @returns {T}
 * @throws where another process holds the lock for longer than ten minutes
 */
export function withBuildLock(work) {
  mkdirSync(buildsFolder, { recursive: true });
  const guard = new Database(join(buildsFolder, 'lock.sqlite'), { timeout: LONGEST_WAIT_MS });
  try {
    guard.exec('BEGIN EXCLUSIVE');
    return work();
  } finally {
    guard.close();
  }
}
