import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { processMetrics } from './process-metrics.js';

const PREFIX = 'anlife_';

/** One value of a gauge, and what it is of. */
export interface Reading<L extends string> {
  readonly labels: Readonly<Record<L, string>>;
  readonly value: number;
}

/**
 * This server's instruments, in a registry of its own: several servers may run in one process. Whoever knows a
 * figure makes its instrument here, once. What labels may say is bounded: routes' patterns, codes of the table,
 * names of events, never an id or what a caller wrote.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  /** The MIME type of `text`. */
  readonly contentType = this.registry.contentType;

  /** Counts up. Keep the child of `labels(…)` where it is counted often: each call of `labels` makes one. */
  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly L[] = [],
  ): Histogram<L> {
    return new Histogram({ name: PREFIX + name, help, buckets: [...buckets], labelNames, registers: [this.registry] });
  }

  /** @param read asked whenever somebody looks, and never otherwise; undefined where there is nothing to tell */
  gauge(name: string, help: string, read: () => number | undefined): void {
    const gauge = new Gauge({
      name: PREFIX + name,
      help,
      registers: [this.registry],
      collect: () => {
        const value = read();
        if (value === undefined) gauge.remove();
        else gauge.set(value);
      },
    });
  }

  /** A gauge of several values; one that `read` no longer names is gone. */
  gauges<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    read: () => readonly Reading<L>[],
  ): void {
    const gauge = new Gauge<L>({
      name: PREFIX + name,
      help,
      labelNames,
      registers: [this.registry],
      collect: () => {
        gauge.reset();
        for (const { labels, value } of read()) gauge.set(labels, value);
      },
    });
  }

  /** Everything as of now, in Prometheus' text format: the server's, and then the process's. */
  async text(): Promise<string> {
    return [await this.registry.metrics(), await processMetrics().metrics()].join('\n');
  }
}
