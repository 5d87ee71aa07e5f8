import type { QueryRunner } from 'typeorm';
import { isDeadlock, isUnavailable } from './database-errors.js';
import { MYSQL } from './dialect.js';
import { Tx } from './session.js';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Missing where nobody asks for its answer. */
  readonly resolve?: (answer: unknown) => void;
  readonly reject?: (error: unknown) => void;
}

/** The database's answer to a statement that returns no rows. */
interface Changed {
  readonly affectedRows: number;
  readonly serverStatus: number;
}

const BEGIN: Statement = { sql: 'START TRANSACTION', parameters: [] };
const COMMIT: Statement = { sql: 'COMMIT', parameters: [] };
/** Of `serverStatus` (MySQL's protocol, SERVER_STATUS_IN_TRANS). */
const IN_TRANSACTION = 1;
/** Characters that may wait for the next round trip: a packet has a limit, and so has the time that it may take. */
const MAX_LATER = 256 * 1024;

/**
 * A transaction whose statements share round trips (ADR 0020): those that are asked for at once, START TRANSACTION with
 * the first of them, and what nobody waits for with what comes next. The database carries them out one after the other
 * and stops at the first that fails. Nothing goes out any more once one has failed, or the transaction is over: it would
 * be carried out outside of it.
 */
export class MysqlTx extends Tx {
  private waiting: Statement[] = [BEGIN];
  /** Characters of what nobody waits for. */
  private later = 0;
  private isScheduled = false;
  /** What everything that is still asked for is refused with. */
  private failure: Error | undefined;

  constructor(runner: QueryRunner) {
    super(runner, MYSQL);
  }

  /** Whether anything was asked for. */
  get isUsed(): boolean {
    return this.hasBegun || this.waiting.length > 1;
  }

  override query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.ask(sql, parameters) as Promise<Row[]>;
  }

  override async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return ((await this.ask(sql, parameters)) as Changed).affectedRows;
  }

  override async executeLater(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    this.later += sizeOf(sql, parameters);
    if (this.failure !== undefined || this.later > MAX_LATER) await this.ask(sql, parameters);
    else this.waiting.push({ sql, parameters: [...parameters] });
  }

  async commit(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.failure = new Error('The transaction is over');
    await this.send([...this.waiting.splice(0), COMMIT]);
  }

  /** @returns whether a COMMIT that failed was not reached, as a statement that travelled with it was refused */
  async isRefused(error: unknown): Promise<boolean> {
    // A deadlock has rolled everything back. Of a connection that is lost nobody knows.
    if (isDeadlock(error) || isUnavailable(error)) return isDeadlock(error);
    const { serverStatus } = (await this.runner.query('DO 0')) as Changed;
    return (serverStatus & IN_TRANSACTION) !== 0;
  }

  async rollback(): Promise<void> {
    this.failure ??= new Error('The transaction was rolled back');
    if (this.hasBegun) await this.runner.query('ROLLBACK');
  }

  private get hasBegun(): boolean {
    return this.waiting[0] !== BEGIN;
  }

  private ask(sql: string, parameters: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ sql, parameters, resolve, reject });
      if (this.isScheduled) return;
      this.isScheduled = true;
      // Behind whoever asks in the same breath.
      queueMicrotask(() => void this.sendWaiting());
    });
  }

  private async sendWaiting(): Promise<void> {
    this.isScheduled = false;
    const statements = this.failure === undefined ? this.waiting.splice(0) : this.waiting.splice(this.hasBegun ? 0 : 1);
    this.later = 0;
    try {
      if (this.failure !== undefined) throw this.failure;
      const answers = await this.send(statements);
      statements.forEach(({ resolve }, index) => resolve?.(answers[index]));
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      for (const { reject } of statements) reject?.(error);
    }
  }

  /** @returns the answer to each */
  private async send(statements: readonly Statement[]): Promise<readonly unknown[]> {
    const sql = statements.map((statement) => statement.sql).join(';\n');
    const parameters = statements.flatMap((statement) => statement.parameters);
    const answer: unknown = await this.runner.query(sql, parameters);
    const answers = statements.length === 1 ? [answer] : (answer as readonly unknown[]);
    if (answers.length !== statements.length) throw new Error(`${answers.length} answers to: ${sql.slice(0, 200)}`);
    return answers;
  }
}

function sizeOf(sql: string, parameters: readonly unknown[]): number {
  return parameters.reduce<number>((sum, one) => sum + (typeof one === 'string' ? one.length : 8), sql.length);
}
