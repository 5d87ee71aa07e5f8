import type { FastifyInstance } from 'fastify';
import type { Histogram } from 'prom-client';
import type { DoorErrors } from '../../metrics/door-errors.js';
import type { Metrics } from '../../metrics/metrics.js';

type Child = Histogram.Internal<'route' | 'status'>;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** What is no route: whatever callers make up is one. */
const UNKNOWN = 'unknown';

/** Measures each request by its route's pattern and its status, and counts what was refused, by Fastify too. */
export function registerRequestMetrics(fastify: FastifyInstance, metrics: Metrics, errors: DoorErrors): void {
  const seconds = metrics.histogram('http_request_seconds', 'From the request to the end of its answer', SECONDS, [
    'route',
    'status',
  ]);
  const byRoute = new Map<string, Map<number, Child>>();
  const childOf = (route: string, status: number): Child => {
    const byStatus = byRoute.get(route) ?? new Map<number, Child>();
    const child = byStatus.get(status) ?? seconds.labels(route, String(status));
    byRoute.set(route, byStatus);
    byStatus.set(status, child);
    return child;
  };
  fastify.addHook('onResponse', (request, reply, done) => {
    childOf(request.routeOptions.url ?? UNKNOWN, reply.statusCode).observe(reply.elapsedTime / 1e3);
    if (request.errorCode !== undefined) errors.count('http', request.errorCode);
    done();
  });
}
