import { writeSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * The last line of a run: `N passed, N failed, N skipped`. CI reads it. It is printed when the process
 * ends, so that no word of a teardown follows it.
 */
export default class ClosingLineReporter implements Reporter {
  private counts: Counts | undefined;

  onInit(): void {
    process.once('exit', () => {
      // Written in one piece and at once: nothing asynchronous happens any more.
      if (this.counts) writeSync(1, `${closingLine(this.counts)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.counts = countTests(modules);
    // An error that no test stands for fails the run all the same, so the line must not say `0 failed`.
    this.counts.failed += unhandledErrors.length;
  }
}

/** What the closing line counts: test cases, and what kept test cases from being seen or judged. */
export function countTests(modules: readonly Pick<TestModule, 'children' | 'errors'>[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      // Not run at all, after an interruption or a failed hook: not passed, at any rate.
      const { state } = test.result();
      counts[state === 'pending' ? 'skipped' : state] += 1;
    }
    // A file that does not load has no test case, and a failed hook may leave them all skipped.
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  }
  return counts;
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
