import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

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
    process.once('exit', (code) => {
      if (!this.counts) return;
      // A set-up, a teardown or a stray rejection failed the run, and no test stands for it.
      if (code !== 0) this.counts.failed = Math.max(this.counts.failed, 1);
      // Written at once: nothing asynchronous happens any more.
      writeSync(1, `${closingLine(this.counts)}\n`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    this.counts = countTests(modules);
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
