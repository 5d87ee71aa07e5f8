import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Configuration } from '../../config/configuration.js';
import { Metrics } from '../../metrics/metrics.js';

/** What became of this node's sweeps. */
@Injectable()
export class RetentionMetrics {
  private readonly failures: Counter;
  /** UTC milliseconds; 0 where none has ended since the start. */
  private endedAt = 0;

  constructor(metrics: Metrics, { retentionDays }: Configuration) {
    metrics.gauge(
      'retention_last_success_timestamp_seconds',
      'When this node last ended a sweep, 0 where it has not since its start; absent without RETENTION_DAYS',
      () => (retentionDays === 0 ? undefined : this.endedAt / 1000),
    );
    this.failures = metrics.counter(
      'retention_failures_total',
      'Sweeps of this node that an error cut; not those that it could not begin',
      [],
    );
  }

  ended(): void {
    this.endedAt = Date.now();
  }

  failed(): void {
    this.failures.inc();
  }
}
