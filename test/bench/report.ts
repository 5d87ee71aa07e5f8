import { limitOf } from './measured.js';
import type { Row, Target } from './profile.js';

/** A table with columns as wide as what stands in them. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(header), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

const ms = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(1));
const percent = (part: number): string => `${Math.round(part * 100)} %`;

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
    ],
    rows.map(({ profile, db, subject, measured: { perSecond, latency, cpu, written } }) => [
      profile,
      db,
      subject,
      String(Math.round(perSecond)),
      ms(latency?.p50),
      ms(latency?.p99),
      ms(latency?.p999),
      cpu ? [cpu.server, cpu.database, cpu.load].map(percent).join(' / ') : '',
      cpu ? limitOf(cpu) : '',
      written ? `${written.rows?.toFixed(1) ?? ''}, ${Math.round(written.bytes)}` : '',
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
