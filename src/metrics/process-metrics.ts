import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * Facts about the process (CPU, memory, garbage collection, descriptors) under the names that ready-made dashboards
 * know. They are the same for every server in it, and prom-client never stops its observers: one set serves all.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
