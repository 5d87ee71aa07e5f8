import type { BenchResult } from './report.js';
import { table } from './report.js';

/** From there on a change is more than what the same commit shows from run to run. */
const NOTICEABLE = 0.1;

/** What changed from one result to another: each row that both have, then each target that both have. */
export function compare(before: BenchResult, after: BenchResult): string {
  return `${compareRows(before, after)}\n\n${compareTargets(before, after)}`;
}

function compareRows(before: BenchResult, after: BenchResult): string {
  const keyOf = ({ profile, db, subject }: BenchResult['rows'][number]): string => `${profile}, ${db}, ${subject}`;
  const old = new Map(before.rows.map((row) => [keyOf(row), row]));
  const lines = after.rows.flatMap((row) => {
    const was = old.get(keyOf(row));
    if (!was) return [[keyOf(row), 'new', '', '']];
    old.delete(keyOf(row));
    const isLoadBound = row.isThroughput && [was.limit, row.limit].includes('load');
    return [
      [
        keyOf(row),
        isLoadBound ? 'the load was the limit' : change(was.measured.perSecond, row.measured.perSecond, 'more'),
        change(was.measured.latency?.p50, row.measured.latency?.p50, 'less'),
        change(was.measured.latency?.p99, row.measured.latency?.p99, 'less'),
      ],
    ];
  });
  const gone = [...old.keys()].map((key) => [key, 'gone', '', '']);
  return table(['row', 'per second', 'p50 ms', 'p99 ms'], [...lines, ...gone]);
}

function compareTargets(before: BenchResult, after: BenchResult): string {
  const old = new Map(before.targets.map((target) => [target.name + target.required, target]));
  const judgement = (isMet: boolean | undefined): string =>
    isMet === undefined ? 'does not count' : isMet ? 'met' : 'NOT MET';
  const lines = after.targets.map((target) => {
    const was = old.get(target.name + target.required);
    const now = `${target.measured} ${judgement(target.isMet)}`;
    return [target.name, target.required, was ? `${was.measured} ${judgement(was.isMet)}` : '', now];
  });
  return table(['target', 'required', 'before', 'after'], lines);
}

/** @param wanted what is better */
function change(before: number | undefined, after: number | undefined, wanted: 'more' | 'less'): string {
  // JSON has no NaN.
  if (before === undefined || after === undefined || before === null || after === null || before === 0) return '';
  const part = after / before - 1;
  const isBetter = part > 0 === (wanted === 'more');
  const mark = Math.abs(part) < NOTICEABLE ? '' : isBetter ? ' better' : ' WORSE';
  return `${before.toFixed(1)} → ${after.toFixed(1)} (${part < 0 ? '' : '+'}${Math.round(part * 100)} %)${mark}`;
}
