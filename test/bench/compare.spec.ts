import { describe, expect, it } from 'vitest';
import { compare } from './compare.js';
import type { BenchResult } from './report.js';

type ResultRow = BenchResult['rows'][number];

const row = (perSecond: number, p50: number, more: Partial<ResultRow> = {}): ResultRow => ({
  profile: 'send-rest-64',
  db: 'mysql',
  subject: 'server',
  isThroughput: true,
  limit: 'server',
  measured: {
    perSecond,
    latency: { count: 1, p50, p99: 2 * p50, p999: 3 * p50, max: 4 * p50 },
    cpu: undefined,
    written: undefined,
  },
  ...more,
});
const target = (ratio: number, isMet: boolean | undefined): BenchResult['targets'][number] => ({
  name: 'send-rest-64',
  required: '≥ 1.2 × R1',
  measured: `${ratio.toFixed(2)} ×`,
  value: ratio,
  isMet,
});
const lineOf = (text: string, word: string): string => text.split('\n').find((line) => line.includes(word)) ?? '';

describe('bench:compare', () => {
  it('tells how much each row became, and what of it is better or worse', () => {
    const text = compare({ rows: [row(1000, 10)], targets: [] }, { rows: [row(1500, 12)], targets: [] });
    expect(lineOf(text, 'send-rest-64')).toContain('1000.0 → 1500.0 (+50 %) better');
    expect(lineOf(text, 'send-rest-64')).toContain('10.0 → 12.0 (+20 %) WORSE');
    expect(lineOf(text, 'send-rest-64')).toContain('20.0 → 24.0 (+20 %) WORSE');
  });

  it('takes no notice of what is within the noise', () => {
    const text = compare({ rows: [row(1000, 10)], targets: [] }, { rows: [row(950, 10.5)], targets: [] });
    expect(text).toContain('1000.0 → 950.0 (-5 %)');
    expect(text).not.toMatch(/WORSE|better/);
  });

  it('compares no throughput of which the load was the limit in either run', () => {
    const limited = row(2000, 10, { limit: 'load' });
    for (const [a, b] of [
      [limited, row(1000, 10)],
      [row(1000, 10), limited],
    ] as const)
      expect(compare({ rows: [a], targets: [] }, { rows: [b], targets: [] })).toContain('the load was the limit');
  });

  it('names rows that only one of them has', () => {
    const other = row(1, 1, { profile: 'idle' });
    const text = compare({ rows: [row(1, 1)], targets: [] }, { rows: [other], targets: [] });
    expect(lineOf(text, 'send-rest-64')).toContain('gone');
    expect(lineOf(text, 'idle')).toContain('new');
  });

  it('sets targets of both beside each other', () => {
    const text = compare({ rows: [], targets: [target(0.54, false)] }, { rows: [], targets: [target(1.3, true)] });
    expect(lineOf(text, '1.2 × R1')).toMatch(/0\.54 × NOT MET +\| 1\.30 × met/);
    const unknown = compare({ rows: [], targets: [] }, { rows: [], targets: [target(1.3, undefined)] });
    expect(lineOf(unknown, '1.2 × R1')).toContain('1.30 × does not count');
  });

  it('reads what JSON makes of figures that are none', () => {
    const measured = JSON.parse(JSON.stringify(row(0, Number.NaN))) as ResultRow;
    expect(compare({ rows: [measured], targets: [] }, { rows: [measured], targets: [] })).not.toContain('NaN');
  });
});
