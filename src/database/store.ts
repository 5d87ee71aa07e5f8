import type { SemaphoreUsage } from '../common/async/semaphore.js';
import type { Dialect } from './dialect.js';
import type { ReadSession, Tx } from './session.js';

/** One attempt of a transaction reached COMMIT, or what travelled with it, and the answer did not say whether it holds. */
export class CommitUncertainError extends Error {
  constructor(cause: unknown) {
    super('COMMIT failed or went unanswered', { cause });
  }
}

/** A database, opened: the one thing that differs between SQLite and MySQL/MariaDB. */
export abstract class Store {
  abstract readonly dialect: Dialect;

  /** The pool's connections; on SQLite the turns of its one writer. */
  abstract readonly usage: SemaphoreUsage;

  private tellCommit: (seconds: number) => void = () => undefined;
  private pinging: Promise<void> | undefined;

  /** Runs reads that see committed data only; each statement sees one moment, two statements two. */
  abstract read<T>(work: (session: ReadSession) => Promise<T>): Promise<T>;

  /**
   * One attempt of one transaction.
   * @throws CommitUncertainError where COMMIT itself failed; any other error after a rollback
   */
  abstract attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T>;

  /** Sees to it that what was removed is soon in no file of the database, as far as that is this process's to do. */
  wipeSoon(): void {}

  /**
   * Whether the database answers, however busy it is. Anybody may ask, and as often as they like: it is asked once at
   * a time, and whoever asks meanwhile is told the same.
   * @throws Error where it does not
   */
  ping(): Promise<void> {
    this.pinging ??= this.pingOnce().finally(() => (this.pinging = undefined));
    return this.pinging;
  }

  abstract close(): Promise<void>;

  /** @param listener told how long each COMMIT took that succeeded, with the statements that travelled with it */
  watchCommits(listener: (seconds: number) => void): void {
    this.tellCommit = listener;
  }

  protected abstract pingOnce(): Promise<void>;

  protected async timeCommit(commit: () => Promise<void>): Promise<void> {
    const start = performance.now();
    await commit();
    this.tellCommit((performance.now() - start) / 1e3);
  }
}
