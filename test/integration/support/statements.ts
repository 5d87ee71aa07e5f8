import type { INestApplicationContext } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { UserDeletionRunner } from '../../../src/cms/deletions/user-deletion-runner.js';
import { ScheduleRunner } from '../../../src/cms/schedules/schedule-runner.js';
import { Store } from '../../../src/database/store.js';

export interface Statement {
  readonly sql: string;
  /** Characters that go to the database: the statement and its parameters. */
  readonly size: number;
  /** Statements of one round trip have one number. */
  readonly trip: number;
  /** The driver's code, where it failed. */
  error?: string;
}

interface Sources {
  /** MySQL's pool. */
  source?: DataSource;
  /** SQLite's two connections. */
  writing?: DataSource;
  reading?: DataSource;
}

/**
 * Writes down every statement that reaches the application's database from now on, BEGIN and COMMIT
 * included, by wrapping TypeORM's query runners.
 */
export function watchStatements(app: INestApplicationContext): Statement[] {
  const seen: Statement[] = [];
  let trips = 0;
  // Their looking once a second is no test's subject.
  void app.get(ScheduleRunner).stop();
  void app.get(UserDeletionRunner).stop();
  const watch = (runner: QueryRunner): QueryRunner => {
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    const watched = (sql: string, parameters: unknown[] = [], ...rest: unknown[]): Promise<unknown> => {
      const size = sql.length + JSON.stringify(parameters).length;
      const trip = (trips += 1);
      // Their size is the first one's.
      const statements = sql
        .split(';\n')
        .map((part, index): Statement => ({ sql: part, trip, size: index === 0 ? size : 0 }));
      seen.push(...statements);
      return query(sql, parameters, ...rest).catch((error: Error & { code?: string }) => {
        // Of one round trip, at whichever of its statements the database stopped.
        const [first] = statements;
        if (first) first.error = error.code ?? error.message;
        throw error;
      });
    };
    return Object.assign(runner, { query: watched });
  };
  const { source, writing, reading } = app.get<Store, Sources>(Store);
  // On SQLite there is one runner for each connection, made long ago.
  for (const sqlite of [writing, reading]) if (sqlite) watch(sqlite.createQueryRunner());
  if (source) {
    const create = source.createQueryRunner.bind(source);
    source.createQueryRunner = (mode) => watch(create(mode));
  }
  return seen;
}
