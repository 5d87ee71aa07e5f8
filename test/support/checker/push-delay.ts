import type { Digest } from './digest.js';

/** Milliseconds; zeros where there was no push. */
export interface Staleness {
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface PushDelays {
  staleness: Staleness;
  pushes: number;
  /** Pushes that brought a connection a message that it already had; clients drop them, so they break nothing. */
  rawDuplicates: number;
}

/**
 * How long after its send was answered (or invoked, where it never was) a message reached each connection.
 * A push that overtakes the answer counts as 0.
 */
export function measurePushDelays(digest: Digest): PushDelays {
  const delays: number[] = [];
  const delivered = new Set<string>();
  let pushes = 0;
  let rawDuplicates = 0;
  for (const { via, reader, conn, of, stored, t } of digest.sightings) {
    if (via !== 'push') continue;
    pushes++;
    const delivery = JSON.stringify([reader, conn, of.key, stored.msgId]);
    if (delivered.has(delivery)) {
      rawDuplicates++;
      continue;
    }
    delivered.add(delivery);
    if (stored.origin.kind !== 'send') continue;
    const { send } = stored.origin;
    delays.push(Math.max(0, t - (send.outcome === 'ok' ? send.ackedAt : send.window.from)));
  }
  delays.sort((a, b) => a - b);
  const quantile = (share: number): number => delays[Math.ceil(share * delays.length) - 1] ?? 0;
  const staleness = { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: quantile(1) };
  return { staleness, pushes, rawDuplicates };
}
