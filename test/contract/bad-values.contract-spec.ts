import { afterAll, describe, expect, it, vi } from 'vitest';
import { SAMPLE } from '../support/tables/table-sample.js';
import { operationsOf } from './bad-values/api-document.js';
import { documentedNames } from './bad-values/documented-names.js';
import { badPlaces, goodPlaces, type ParameterPlace } from './bad-values/places.js';
import { changesOf } from './bad-values/traces.js';
import { World } from './bad-values/world.js';

// Hundreds of requests in one test; thousands where the table is whole.
vi.setConfig({ testTimeout: 120_000 });

const world = await World.start();
afterAll(() => world.close());

const operations = operationsOf(world.document);
const good = goodPlaces(operations);
const bad = badPlaces(operations);
const covered = new Set<string>();

describe.each(operations)(`$name (${SAMPLE})`, (operation) => {
  const run = async ({ cases, transport }: ParameterPlace, width: number): Promise<string[]> => {
    const problems: string[] = [];
    await world.each(cases, width, async ({ name, input, problem }) => {
      const found = problem(await world.send(operation, transport, input));
      if (found !== undefined) problems.push(`${name}: ${found}`);
    });
    return problems;
  };
  const over = (places: readonly ParameterPlace[], transport: string): ParameterPlace[] =>
    places.filter((place) => place.operation === operation && place.transport === transport);

  it.each(operation.transports)('takes its examples and bounds over %s', async (transport) => {
    const problems: string[] = [];
    // One after the other: what good calls do to each other is not the subject.
    for (const place of over(good, transport)) problems.push(...(await run(place, 1)));
    expect(problems).toEqual([]);
  });

  it.each(operation.transports)(
    'refuses every bad value over %s, and nothing is stored or pushed',
    async (transport) => {
      const before = await world.traces();
      const problems: string[] = [];
      for (const place of over(bad, transport)) {
        const { name } = place.parameter;
        if (place.cases.length === 0) problems.push(`${name}: no bad value travels over ${transport}`);
        covered.add(`${operation.name} ${name.replaceAll('[0]', '[]')}`);
        problems.push(...(await run(place, 16)));
      }
      expect(problems).toEqual([]);
      expect(changesOf(before, await world.traces())).toEqual([]);
    },
  );
});

it('no parameter of the document was left out', () => {
  expect([...covered].sort()).toEqual(documentedNames(world.document).sort());
});
