import type { Databases } from './database.js';
import type { Measured } from './measured.js';
import type { BenchOptions, Db } from './options.js';

export interface BenchContext {
  readonly options: BenchOptions;
  readonly databases: Databases;
  /** For logs and files of this run. */
  readonly folder: string;
  /** Tells whoever waits what is being done. */
  say(line: string): void;
}

/** One line of the table of targets. */
export interface Target {
  readonly name: string;
  readonly required: string;
  /** In the same unit. */
  readonly measured: string;
  /** The same as a number, for comparing runs; undefined where it is none. */
  readonly value: number | undefined;
  /** Undefined where the load was the limit: such a row says nothing. */
  readonly isMet: boolean | undefined;
}

/** What was measured of one subject: the median run. */
export interface Row {
  readonly profile: string;
  readonly db: Db;
  readonly subject: string;
  /** Whether throughput is what is asked: it does not count where the load was the limit. */
  readonly isThroughput: boolean;
  readonly measured: Measured;
}

export interface ProfileResult {
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

export interface Profile {
  readonly name: string;
  readonly dbs: readonly Db[];
  run(context: BenchContext, db: Db): Promise<ProfileResult>;
}

/** The rows of one profile. */
export function rowsOf(
  profile: string,
  db: Db,
  measured: Readonly<Record<string, Measured>>,
  isThroughput = true,
): Row[] {
  return Object.entries(measured).map(([subject, one]) => ({ profile, db, subject, isThroughput, measured: one }));
}
