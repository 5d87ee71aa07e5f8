import { readFileSync } from 'node:fs';
import type { LatencySummary } from './latencies.js';

/** What each load prints last, as a line of JSON. */
export interface LoadReport {
  /** Of whatever the load counts, while it measured. */
  readonly perSecond: number;
  readonly latency: LatencySummary;
  /** Of the load itself while it measured, 1 being a whole core. */
  readonly cpu: number;
  /** What must not be, and how often it was: refusals by their code, messages that never came. */
  readonly wrong: Readonly<Record<string, number>>;
}

/** Milliseconds. */
export interface Times {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** A load's one argument is a file with its options as JSON: thousands of tokens fit no command line. */
export function optionsOfLoad<T>(): T {
  return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as T;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A line of JSON to the benchmark. */
export const say = (line: object): void => console.log(JSON.stringify(line));

/** Leads a load through its time. It says {"at":"begin"} and {"at":"end"} around what is measured. */
export class Phases {
  isMeasuring = false;
  isOver = false;

  async run({ warmUpMs, measureMs }: Times): Promise<{ ms: number; cpu: number }> {
    await pause(warmUpMs);
    const [before, since] = [process.cpuUsage(), performance.now()];
    this.isMeasuring = true;
    say({ at: 'begin' });
    await pause(measureMs);
    this.isMeasuring = false;
    this.isOver = true;
    const ms = performance.now() - since;
    const { user, system } = process.cpuUsage(before);
    say({ at: 'end' });
    return { ms, cpu: (user + system) / 1000 / ms };
  }
}

/** Counts what must not be. */
export class Wrongs {
  readonly counts: Record<string, number> = {};

  add(what: string, count = 1): void {
    if (count > 0) this.counts[what] = (this.counts[what] ?? 0) + count;
  }
}
