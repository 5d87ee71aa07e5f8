import { limitOf, type Measured } from './measured.js';
import type { Target } from './profile.js';

/** Throughput against a reference of the same run: at least so many times as much. */
export function atLeast(name: string, factor: number, ours: Measured, reference: Measured, of: string): Target {
  const ratio = ours.perSecond / reference.perSecond;
  // Where the load was the limit of ours, ours is more than was measured; of the reference, the reference is.
  const isKnown = !isLoadBound(reference) && (!isLoadBound(ours) || ratio >= factor);
  return {
    name,
    required: `≥ ${factor} × ${of}`,
    measured: `${ratio.toFixed(2)} ×`,
    value: ratio,
    isMet: isKnown ? ratio >= factor : undefined,
  };
}

/** A latency against a reference's of the same run: at most so many times as long. */
export function atMost(
  name: string,
  factor: number,
  part: 'p50' | 'p99',
  ours: Measured,
  reference: Measured,
  of: string,
): Target {
  const ratio = (ours.latency?.[part] ?? Number.NaN) / (reference.latency?.[part] ?? Number.NaN);
  return {
    name: `${name}, ${part}`,
    required: `≤ ${factor} × ${of}'s`,
    measured: `${ratio.toFixed(2)} ×`,
    value: ratio,
    isMet: ratio <= factor,
  };
}

/** Costs that do not grow: the same, but for what the server does by itself meanwhile. */
export function equal(name: string, ours = Number.NaN, reference = Number.NaN): Target {
  const ratio = ours / reference;
  return {
    name,
    required: 'equal, ± 3 %',
    measured: `${ours.toFixed(1)}, ${reference.toFixed(1)}`,
    value: ratio,
    isMet: Math.abs(ratio - 1) <= 0.03,
  };
}

function isLoadBound({ cpu }: Measured): boolean {
  return cpu !== undefined && limitOf(cpu) === 'load';
}
