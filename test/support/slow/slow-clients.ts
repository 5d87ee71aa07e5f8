import { join } from 'node:path';
import { LocalProcess } from '../local-process.js';

/**
 * `headers` and `body`: a request that never ends, a few bytes a second. `silent`: nothing at all. `engine`: an open
 * engine.io connection that answers pings and asks for no namespace.
 */
export const SLOW_KINDS = ['headers', 'body', 'silent', 'engine'] as const;
export type SlowKind = (typeof SLOW_KINDS)[number];

export interface SlowOptions {
  /** Of the server. */
  readonly url: string;
  readonly kind: SlowKind;
  readonly connections: number;
  /** Of those who send bodies, in turn. */
  readonly tokens: readonly string[];
  /** After which a connection that is still open is given up by this side. */
  readonly patienceMs: number;
}

export interface SlowReport {
  readonly opened: number;
  /** Never connected. */
  readonly failed: number;
  /** Of those opened, how many the server ended. */
  readonly closed: number;
  /** From opening until the server had ended it; the slowest. */
  readonly latestMs: number;
  /** How many became a WebSocket. */
  readonly upgraded: number;
  /** How many were answered at once, and so were not slow. */
  readonly refused: number;
}

/** Holds so many connections open for as long as the server lets it, from a process of its own. */
export async function holdSlowly(options: SlowOptions): Promise<SlowReport> {
  const script = join(import.meta.dirname, 'slow-clients.mjs');
  const client = new LocalProcess('slow clients', process.execPath, [script, JSON.stringify(options)], { env: {} });
  const code = await client.exited;
  const output = client.output();
  if (code !== 0) throw new Error(`The slow clients ended with ${code}: ${output.join('\n')}`);
  return JSON.parse(output.at(-1) ?? '') as SlowReport;
}
