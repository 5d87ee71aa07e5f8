import { type Limit, limitOf } from './measured.js';
import type { Row, Target } from './profile.js';

/** A table with columns as wide as what stands in them. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

const ms = (value = Number.NaN): string => (Number.isNaN(value) ? '' : value.toFixed(1));
const figure = (value: number): string =>
  Number.isNaN(value) ? 'none' : value < 100 ? value.toFixed(1) : String(Math.round(value));
const percent = (part: number): string => `${Math.round(part * 100)} %`;

const LIMITS: Readonly<Record<Limit, string>> = {
  server: 'server',
  database: 'database',
  load: 'load: does not count',
  none: 'none: waiting',
};

export function tableOfRows(rows: readonly Row[]): string {
  return table(
    [
      'profile',
      'db',
      'subject',
      'per second',
      'p50 ms',
      'p99 ms',
      'p99.9 ms',
      'CPU server / database / load',
      'limit',
      'rows, bytes written',
      'also',
    ],
    rows.map(({ profile, db, subject, isThroughput, measured: { perSecond, latency, cpu, written, also } }) => [
      profile,
      db,
      subject,
      figure(perSecond),
      ms(latency?.p50),
      ms(latency?.p99),
      ms(latency?.p999),
      cpu ? [cpu.server, cpu.database, cpu.load].map(percent).join(' / ') : '',
      isThroughput && cpu ? LIMITS[limitOf(cpu)] : '',
      written ? `${written.rows?.toFixed(1) ?? ''}, ${Math.round(written.bytes)}` : '',
      Object.entries(also ?? {})
        .map(([what, value]) => `${figure(value)} ${what}`)
        .join(', '),
    ]),
  );
}

export function tableOfTargets(targets: readonly Target[]): string {
  const judgement = ({ isMet }: Target): string =>
    isMet === undefined ? 'does not count: the load was the limit' : isMet ? 'met' : 'NOT MET';
  return table(
    ['target', 'required', 'measured', ''],
    targets.map((target) => [target.name, target.required, target.measured, judgement(target)]),
  );
}

/** What `--out` holds of them: each row with its limit. */
export function asJson(rows: readonly Row[], targets: readonly Target[]): BenchResult {
  const limited = rows.map((row) => ({ ...row, limit: row.measured.cpu && limitOf(row.measured.cpu) }));
  return { rows: limited, targets: [...targets] };
}

/** The part of a result's file that `bench:compare` reads. */
export interface BenchResult {
  readonly rows: readonly (Row & { readonly limit: Limit | undefined })[];
  readonly targets: readonly Target[];
}
