import { Injectable, type OnModuleInit } from '@nestjs/common';
import { VERSION } from '../app.version.js';
import { findInstallation } from '../database/installation.js';
import { MIGRATIONS } from '../database/migrations/all-migrations.js';
import { ReadStore } from '../database/read-store.js';
import { Metrics } from '../metrics/metrics.js';

/** Tells which version this is, on what it runs, and which installation it belongs to. */
@Injectable()
export class BuildInfo implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly reads: ReadStore,
  ) {}

  async onModuleInit(): Promise<void> {
    const labels = {
      version: VERSION,
      node: process.version,
      store: this.reads.dialect.name,
      installation: await findInstallation(this.reads),
      // All are run, or the server would not have started.
      migration: MIGRATIONS.at(-1)?.name ?? '',
    };
    const names = Object.keys(labels) as (keyof typeof labels)[];
    this.metrics.gauges('build_info', 'Always 1: what this is, in its labels', names, () => [{ labels, value: 1 }]);
  }
}
