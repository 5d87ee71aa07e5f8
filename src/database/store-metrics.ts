import { Injectable } from '@nestjs/common';
import { Metrics } from '../metrics/metrics.js';
import { Store } from './store.js';

const COMMIT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/** How the database keeps up. */
@Injectable()
export class StoreMetrics {
  constructor(store: Store, metrics: Metrics) {
    const commits = metrics.histogram(
      'commit_seconds',
      'How long COMMIT took, where it succeeded, with the writes that travel with it',
      COMMIT_SECONDS,
    );
    store.watchCommits((seconds) => commits.observe(seconds));
    const of = 'Connections of the pool; on SQLite turns of its one writer';
    metrics.gauge('database_connections', `${of}: how many there are at most`, () => store.usage.limit);
    metrics.gauge('database_connections_in_use', `${of}: in use`, () => store.usage.held);
    metrics.gauge('database_connections_waiting', `${of}: who waits for one`, () => store.usage.waiting);
  }
}
