import { AsyncLocalStorage } from 'node:async_hooks';
import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import type { Tx } from '../../../src/database/session.js';

/**
 * In every test of a store, a transaction inside a transaction fails at once: on SQLite it would wait for itself, on
 * MySQL it would not see its own writes. Not in production: Node 20 asks a storage at each promise of the process.
 */
const refused = Symbol.for('anlife-chat.nesting-refused');
const prototype = UnitOfWork.prototype as UnitOfWork & { [refused]?: true };

// A setup file runs once per test file, and several share a process.
if (!prototype[refused]) {
  prototype[refused] = true;
  const running = new AsyncLocalStorage<true>();
  const { run } = prototype;
  prototype.run = async function <T>(this: UnitOfWork, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (running.getStore()) throw new Error('UnitOfWork.run inside UnitOfWork.run');
    return run.call(this, (tx: Tx) => running.run(true, () => work(tx))) as Promise<T>;
  };
}
