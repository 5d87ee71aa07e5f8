import { afterAll, describe, expect, it, vi } from 'vitest';
import { operationsOf } from './bad-values/api-document.js';
import { badCases, type Case, goodCases } from './bad-values/cases.js';
import { documentedNames } from './bad-values/documented-names.js';
import { parametersOf } from './bad-values/parameters.js';
import { World } from './bad-values/world.js';

// A thousand requests in one test.
vi.setConfig({ testTimeout: 120_000 });

const world = await World.start();
afterAll(() => world.close());

const operations = operationsOf(world.document);
const covered = new Set<string>();

describe.each(operations)('$name', (operation) => {
  const parameters = parametersOf(operation);

  const run = async (
    cases: readonly Case[],
    transport: (typeof operation.transports)[number],
    width: number,
  ): Promise<string[]> => {
    const problems: string[] = [];
    await world.each(cases, width, async ({ name, input, problem }) => {
      const found = problem(await world.send(operation, transport, input));
      if (found !== undefined) problems.push(`${name}: ${found}`);
    });
    return problems;
  };

  it.each(operation.transports)('takes its examples and bounds over %s', async (transport) => {
    const cases = parameters.flatMap((parameter) => goodCases(operation, parameter, transport));
    // One after the other: what good calls do to each other is not the subject.
    expect(await run(cases, transport, 1)).toEqual([]);
  });

  it.each(operation.transports)(
    'refuses every bad value over %s, and nothing is stored or pushed',
    async (transport) => {
      const before = await world.traces();
      const problems: string[] = [];
      for (const parameter of parameters) {
        const cases = badCases(operation, parameter, transport);
        if (cases.length === 0) problems.push(`${parameter.name}: no bad value travels over ${transport}`);
        covered.add(`${operation.name} ${parameter.name.replaceAll('[0]', '[]')}`);
        problems.push(...(await run(cases, transport, 16)));
      }
      expect(problems).toEqual([]);
      expect(await world.traces()).toEqual(before);
    },
  );
});

it('no parameter of the document was left out', () => {
  expect([...covered].sort()).toEqual(documentedNames(world.document).sort());
});
