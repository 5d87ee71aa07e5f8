import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Counters, countersOf } from './counters.js';
import type { BenchDatabase } from './database.js';
import type { LatencySummary } from './load/latencies.js';
import type { LoadReport } from './load/load-process.js';
import type { Measured } from './measured.js';
import { startPinned } from './process/pinned.js';
import type { Subject } from './subject.js';

/** A sent message that is lost, doubled or out of order, or a refusal: the figures do not count. */
export class CheckFailed extends Error {}

export interface LoadRun<R extends LoadReport> {
  readonly measured: Measured;
  readonly before: Counters;
  readonly after: Counters;
  /** One of each process. */
  readonly reports: readonly R[];
}

export interface LoadPlan {
  /** The server or reference; several nodes, where there are several. */
  readonly subjects: readonly Subject[];
  readonly database: BenchDatabase;
  /** Of a compiled file in load/. */
  readonly script: string;
  /** Of each process: a file is made of them. */
  readonly options: readonly object[];
  readonly folder: string;
}

/** @throws CheckFailed where a load found something wrong */
export async function measureLoad<R extends LoadReport>(plan: LoadPlan): Promise<LoadRun<R>> {
  const { subjects, database, options } = plan;
  const begins: Promise<Counters>[] = [];
  const ends: Promise<Counters>[] = [];
  const onMark = (at: string): void => {
    const count = (): Promise<Counters> => countersOf(subjects, database);
    if (at === 'begin' && begins.length === 0) begins.push(count());
    else if (at === 'end') ends.push(count());
  };
  const reports = await Promise.all(options.map((one, index) => runLoad<R>(plan, one, index, onMark)));
  const [before, after] = [await begins[0], (await Promise.all(ends)).at(-1)];
  if (!before || !after) throw new Error('The load measured nothing');
  const wrong = reports.flatMap((report) => Object.entries(report.wrong));
  if (wrong.length > 0) throw new CheckFailed(wrong.map(([what, count]) => `${what}: ${count}`).join(', '));
  return { measured: measuredOf(reports, before, after), before, after, reports };
}

async function runLoad<R>(
  { subjects, script, folder }: LoadPlan,
  options: object,
  index: number,
  onMark: (at: string) => void,
): Promise<R> {
  const name = `load-${subjects[0]?.port}-${index}`;
  const optionsFile = join(folder, `${name}.json`);
  writeFileSync(optionsFile, JSON.stringify(options));
  let report: R | undefined;
  const load = startPinned({
    core: 'others',
    script: join(import.meta.dirname, 'load', script),
    args: [optionsFile],
    logFile: join(folder, `${name}.log`),
    onLine: (line) => {
      // JSON has no NaN: where nothing was counted, null is the figure.
      const revive = (_key: string, value: unknown): unknown => value ?? Number.NaN;
      const said = JSON.parse(line, revive) as { at?: string };
      if (said.at === undefined) report = said as R;
      else onMark(said.at);
    },
  });
  const code = await load.exited;
  if (code !== 0 || !report) throw new Error(`The load ended with ${code}: ${name}.log in ${folder} says why`);
  return report;
}

function measuredOf(reports: readonly LoadReport[], before: Counters, after: Counters): Measured {
  const seconds = (after.at - before.at) / 1000;
  const latency = slowestOf(reports.map((report) => report.latency));
  const sum = (of: (report: LoadReport) => number): number => reports.reduce((total, one) => total + of(one), 0);
  const perSecond = sum((report) => report.perSecond);
  const count = perSecond * seconds;
  const [from, to] = [before.writes, after.writes];
  return {
    perSecond,
    latency,
    cpu: {
      server: (after.serverSeconds - before.serverSeconds) / seconds,
      database: (after.databaseSeconds - before.databaseSeconds) / seconds,
      load: sum((report) => report.cpu),
    },
    written: {
      rows: from.rows === undefined || to.rows === undefined ? undefined : (to.rows - from.rows) / count,
      bytes: (to.bytes - from.bytes) / count,
    },
  };
}

/** Of several processes' figures the worst ones: what each of them says is true of its share. */
function slowestOf(all: readonly LatencySummary[]): LatencySummary {
  const worst = (of: (one: LatencySummary) => number): number => Math.max(...all.map(of));
  return {
    count: all.reduce((total, { count }) => total + count, 0),
    p50: worst(({ p50 }) => p50),
    p99: worst(({ p99 }) => p99),
    p999: worst(({ p999 }) => p999),
    max: worst(({ max }) => max),
  };
}
