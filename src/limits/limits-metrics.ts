import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { Admission } from './admission.js';
import { Limits } from './limits.js';

/** Whether limits hold over all nodes, and who waits to be let in. */
@Injectable()
export class LimitsMetrics {
  constructor(metrics: Metrics, limits: Limits, admission: Admission) {
    metrics.gauge(
      'limits_shared',
      'Whether this node counts calls and logins together with the others; absent without REDIS_URL',
      () => (limits.areShared === undefined ? undefined : Number(limits.areShared)),
    );
    metrics.gauge('admission_waiting', 'Handshakes and syncs that wait for their turn', () => admission.waiting);
  }
}
