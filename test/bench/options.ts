import { parseArgs } from 'node:util';

export type Db = 'sqlite' | 'mysql';

export interface BenchOptions {
  /** Names of profiles; all of them where none was named. */
  readonly profiles: readonly string[];
  readonly dbs: readonly Db[];
  /** Short, with few users and few stored messages. */
  readonly isQuick: boolean;
  /** How often each thing is measured; the median counts. */
  readonly runs: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Where the result goes as JSON; nowhere where undefined. */
  readonly out: string | undefined;
}

export const USAGE =
  'npm run bench -- [profile …] [--db sqlite|mysql] [--quick] [--runs n] [--out result.json]\n' +
  '  --quick: one short run of each, to see that everything works; its figures say little\n' +
  '  --runs: how often each is measured, 3 where it is not given';

/** @throws Error with USAGE for what it does not know */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  const { db, quick = false, runs = quick ? '1' : '3', out } = values;
  if (db !== undefined && db !== 'sqlite' && db !== 'mysql') throw new Error(`--db ${db}?\n${USAGE}`);
  if (!/^[1-9]\d?$/.test(runs)) throw new Error(`--runs ${runs}?\n${USAGE}`);
  return {
    profiles: positionals,
    dbs: db === undefined ? ['mysql', 'sqlite'] : [db],
    isQuick: quick,
    runs: Number(runs),
    warmUpMs: quick ? 1_000 : 5_000,
    measureMs: quick ? 2_000 : 10_000,
    out,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        db: { type: 'string' },
        quick: { type: 'boolean' },
        runs: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}
