import type { LatencySummary } from './load/latencies.js';

/** Of a core, 1 being all of it, while it was measured. */
export interface Cpu {
  readonly server: number;
  /** 0 where the server holds its database itself. */
  readonly database: number;
  readonly load: number;
}

export type Limit = 'server' | 'database' | 'load' | 'none';

/** One run of one subject: this server, or a reference. */
export interface Measured {
  readonly perSecond: number;
  readonly latency: LatencySummary | undefined;
  readonly cpu: Cpu | undefined;
  /** Per message, from the engine's and the kernel's own counters. */
  readonly written: { readonly rows: number | undefined; readonly bytes: number } | undefined;
  /** Whatever else was counted, such as `{'KB per connection': 14.1}`. */
  readonly also?: Readonly<Record<string, number>>;
}

/** A core that is used to this part leaves no room. */
const FULL = 0.9;

/**
 * Which process was the limit. Load and database share a core: where that is full, the larger part of it is named.
 * A row that the load limited says nothing of the server.
 */
export function limitOf({ server, database, load }: Cpu): Limit {
  if (server >= FULL) return 'server';
  if (database + load >= FULL) return load > database ? 'load' : 'database';
  return 'none';
}

/** The run in the middle, by throughput. */
export function medianOf(runs: readonly Measured[]): Measured {
  const sorted = [...runs].sort((a, b) => a.perSecond - b.perSecond);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (!middle) throw new Error('Nothing was measured');
  return middle;
}
