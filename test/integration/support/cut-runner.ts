import type { QueryRunner } from 'typeorm';
import type { MigrationDataSource } from '../../../src/database/migration-data-source.js';

const WRITES = /^\s*(CREATE|ALTER|DROP|RENAME|INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b/i;

export class Cut extends Error {}

/**
 * Counts what the source's runners write, and fails right after statement `cutAfter` (from 1), as where the process
 * dies there: the server takes back what is not committed, and nothing else.
 */
export function cutAfter(source: MigrationDataSource, cutAfter = Infinity): { readonly written: string[] } {
  const written: string[] = [];
  const create = source.createQueryRunner.bind(source);
  source.createQueryRunner = (mode): QueryRunner => {
    const runner = create(mode);
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    const counted = async (sql: string, ...rest: unknown[]): Promise<unknown> => {
      const result = await query(sql, ...rest);
      if (!WRITES.test(sql)) return result;
      written.push(sql);
      if (written.length === cutAfter) throw new Cut(sql);
      return result;
    };
    return Object.assign(runner, { query: counted });
  };
  return { written };
}
