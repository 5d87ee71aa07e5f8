import { MetricsText } from '../support/metrics-text.js';
import type { Subject } from './subject.js';

/** What the server itself says of its writing, since it started; see docs/operations.md. */
export async function writerFigures({ port }: Subject): Promise<Record<string, number>> {
  const text = MetricsText.parse(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  const mean = (histogram: string): number => text.sum(`${histogram}_sum`) / text.sum(`${histogram}_count`);
  return {
    'sends per transaction': mean('anlife_writer_batch_size'),
    'ms per commit': 1000 * mean('anlife_commit_seconds'),
  };
}
