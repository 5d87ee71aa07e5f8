import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.js';

describe('npm run bench --', () => {
  it('measures everything three times, on both stores', () =>
    expect(parseOptions([])).toMatchObject({ profiles: [], dbs: ['mysql', 'sqlite'], isQuick: false, runs: 3 }));

  it('takes names of profiles, a store, a number of runs and a file', () => {
    const options = parseOptions(['idle', 'connect', '--db', 'mysql', '--runs', '5', '--out', 'a.json']);
    expect(options).toMatchObject({ profiles: ['idle', 'connect'], dbs: ['mysql'], runs: 5, out: 'a.json' });
  });

  it('runs once where it is quick, unless told otherwise', () => {
    expect(parseOptions(['--quick'])).toMatchObject({ isQuick: true, runs: 1 });
    expect(parseOptions(['--quick', '--runs', '2'])).toMatchObject({ isQuick: true, runs: 2 });
  });

  it.each([['--db', 'oracle'], ['--runs', '0'], ['--runs', 'x'], ['--slow']])('refuses %s %s', (...args) =>
    expect(() => parseOptions(args)).toThrow('npm run bench'),
  );
});
