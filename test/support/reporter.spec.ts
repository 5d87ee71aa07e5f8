import { expect, it } from 'vitest';
import { closingLine, countTests } from './reporter.js';

type Modules = Parameters<typeof countTests>[0];

/** A test file as the reporter sees it: the states of its tests, and how many errors belong to no test. */
function file(states: string[], { fileErrors = 0, hookErrors = 0 } = {}): Modules[number] {
  const errors = (count: number) => () => Array.from({ length: count }, () => ({ message: 'broken' }));
  return {
    errors: errors(fileErrors),
    children: {
      allTests: () => states.map((state) => ({ result: () => ({ state }) })),
      allSuites: () => [{ errors: errors(hookErrors) }],
    },
  } as unknown as Modules[number];
}

it('counts test cases of all files, the skipped ones too', () => {
  const counts = countTests([file(['passed', 'failed', 'skipped']), file(['passed'])]);
  expect(closingLine(counts)).toBe('2 passed, 1 failed, 1 skipped');
});

it('never calls a test passed that was not run', () => {
  expect(countTests([file(['pending'])])).toEqual({ passed: 0, failed: 0, skipped: 1 });
});

it('counts a file that does not load, and a failed hook, as failures', () => {
  const counts = countTests([file([], { fileErrors: 1 }), file(['skipped'], { hookErrors: 1 })]);
  expect(counts).toEqual({ passed: 0, failed: 2, skipped: 1 });
});
