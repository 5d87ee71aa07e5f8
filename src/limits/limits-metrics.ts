import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { Limits } from './limits.js';

/** Whether limits hold over all nodes. */
@Injectable()
export class LimitsMetrics {
  constructor(metrics: Metrics, limits: Limits) {
    metrics.gauge(
      'limits_shared',
      'Whether this node counts calls and logins together with the others; absent without REDIS_URL',
      () => (limits.areShared === undefined ? undefined : Number(limits.areShared)),
    );
  }
}
