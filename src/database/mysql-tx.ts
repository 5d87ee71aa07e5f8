import type { QueryRunner } from 'typeorm';
import { MYSQL } from './dialect.js';
import { Tx } from './session.js';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Missing where nobody asks for its answer. */
  readonly resolve?: (answer: unknown) => void;
  readonly reject?: (error: unknown) => void;
}

interface Changed {
  readonly affectedRows: number;
}

const BEGIN: Statement = { sql: 'START TRANSACTION', parameters: [] };
const COMMIT: Statement = { sql: 'COMMIT', parameters: [] };

/**
 * A transaction whose statements share round trips (ADR 0020): those that are asked for at once, START TRANSACTION with
 * the first of them, and what nobody waits for with what comes next. The database carries them out one after the other
 * and stops at the first that fails.
 */
export class MysqlTx extends Tx {
  private waiting: Statement[] = [BEGIN];
  private isScheduled = false;

  constructor(runner: QueryRunner) {
    super(runner, MYSQL);
  }

  override query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.ask(sql, parameters) as Promise<Row[]>;
  }

  override async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return ((await this.ask(sql, parameters)) as Changed).affectedRows;
  }

  override executeLater(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    this.waiting.push({ sql, parameters });
    return Promise.resolve();
  }

  /** Nothing is sent where nothing was asked for. */
  async commit(): Promise<void> {
    if (this.hasBegun || this.waiting.length > 1) await this.send([...this.waiting.splice(0), COMMIT]);
  }

  async rollback(): Promise<void> {
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
    const statements = this.waiting.splice(0);
    try {
      const answers = await this.send(statements);
      statements.forEach(({ resolve }, index) => resolve?.(answers[index]));
    } catch (error) {
      for (const { reject } of statements) reject?.(error);
    }
  }

  /** @returns the answer to each */
  private async send(statements: readonly Statement[]): Promise<readonly unknown[]> {
    const sql = statements.map((statement) => statement.sql).join(';\n');
    const parameters = statements.flatMap((statement) => statement.parameters);
    const answer: unknown = await this.runner.query(sql, parameters);
    return statements.length === 1 ? [answer] : (answer as readonly unknown[]);
  }
}
