import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FixtureProject } from './fixture-project.js';

const START = 'scripts/start.mjs';
const BUILD = 'scripts/build.mjs';

/** A "server" that says which version of the sources it runs, and in which process. */
const saying = (version: string) => `console.log('version ${version} in process', process.pid);\n`;

/** The same, but its second module is loaded only once the file `go` is there: a start that takes long. */
const SLOW_MAIN = `
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
console.log('loading');
while (!existsSync('go')) await setTimeout(10);
await import('./version.js');
`;

function project(version = '1'): FixtureProject {
  return new FixtureProject({ 'src/main.ts': saying(version) });
}

/** Ends in an orderly way when told to. */
const POLITE_MAIN = `
const alive = setInterval(() => undefined, 1000);
process.once('SIGTERM', () => {
  console.log('closing');
  clearInterval(alive);
});
console.log('serving');
`;

async function waitForLine(child: ReturnType<FixtureProject['run']>, line: string): Promise<void> {
  await child.waitUntil(() => Promise.resolve(child.output().some((printed) => printed.includes(line))), 20_000);
}

it('builds, and serves in the same process', async () => {
  const fixture = project();
  const child = fixture.run(START);
  expect(await child.exited).toBe(0);
  expect(child.output()).toEqual(['Building …', `version 1 in process ${child.pid}`]);
  expect(fixture.current()).toMatch(/^build-/);
  expect((await fixture.finish('dist/main.js')).output).toContain('version 1');
});

it('ends in an orderly way when npm is told to end', async () => {
  const fixture = new FixtureProject({ 'src/main.ts': POLITE_MAIN });
  const npm = fixture.command('npm', 'start');
  await waitForLine(npm, 'serving');
  npm.signal('SIGTERM');
  await npm.exited;
  expect(npm.output().at(-1)).toBe('closing');
});

it('does not build again, nor say a word of its own, while nothing has changed', async () => {
  const fixture = project();
  await fixture.finish(BUILD);
  const build = fixture.current();
  const child = fixture.run(START);
  await child.exited;
  expect(child.output()).toEqual([`version 1 in process ${child.pid}`]);
  expect((await fixture.finish(BUILD)).output).toBe('');
  expect(fixture.current()).toBe(build);
});

it.each<[string, (fixture: FixtureProject) => void]>([
  ['a source file changes', (fixture) => fixture.write('src/main.ts', saying('2'))],
  ['a source file goes', (fixture) => rmSync(fixture.path('src/unused.ts'))],
  ['a source file gets another name', (fixture) => renameSync(fixture.path('src/unused.ts'), fixture.path('src/b.ts'))],
  ['the compiler is set otherwise', (fixture) => fixture.age('tsconfig.json', 0)],
  ['the packages change', (fixture) => fixture.age('package-lock.json', 0)],
  ['dist is missing', (fixture) => rmSync(fixture.path('dist'))],
])('builds again when %s', async (_, change) => {
  const fixture = project();
  fixture.write('src/unused.ts', 'export {};');
  await fixture.finish(BUILD);
  const build = fixture.current();
  change(fixture);
  expect(await fixture.finish(START)).toMatchObject({ code: 0, output: expect.stringContaining('Building …') });
  expect(fixture.current()).not.toBe(build);
});

it('neither builds for a unit test nor compiles it', async () => {
  const fixture = project();
  fixture.write('src/main.spec.ts', 'export {};');
  await fixture.finish(BUILD);
  fixture.write('src/main.spec.ts', 'export const changed = 1;');
  expect((await fixture.finish(BUILD)).output).toBe('');
  expect(existsSync(fixture.path('dist/main.spec.js'))).toBe(false);
});

it('builds once where several start at the same time', async () => {
  const fixture = project();
  const children = [1, 2, 3].map(() => fixture.run(START));
  expect(await Promise.all(children.map((child) => child.exited))).toEqual([0, 0, 0]);
  const lines = children.flatMap((child) => child.output());
  expect(lines.filter((line) => line === 'Building …')).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('version 1'))).toHaveLength(3);
  expect(fixture.builds()).toHaveLength(1);
});

it.each([START, 'dist/main.js'])('never mixes a later build into a server that %s still loads', async (file) => {
  const fixture = new FixtureProject({ 'src/main.ts': SLOW_MAIN, 'src/version.ts': saying('1') });
  await fixture.finish(BUILD);
  const loading = fixture.run(file);
  await waitForLine(loading, 'loading');
  fixture.write('src/version.ts', saying('2'));
  await fixture.finish(BUILD);
  fixture.write('go', '');
  expect(await loading.exited).toBe(0);
  expect(loading.output().at(-1)).toBe(`version 1 in process ${loading.pid}`);
  expect((await fixture.finish(file)).output).toContain('version 2');
});

it('leaves the former build in place when the sources do not compile', async () => {
  const fixture = project();
  await fixture.finish(BUILD);
  const build = fixture.current();
  fixture.write('src/main.ts', 'const wrong: number = "text";\nconsole.log(wrong);\n');
  const { code, output } = await fixture.finish(START);
  expect(code).toBe(1);
  expect(output).toContain("src/main.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'");
  expect(output).not.toContain('    at ');
  expect(fixture.current()).toBe(build);
  expect((await fixture.finish('dist/main.js')).output).toContain('version 1');
});

it('builds again after an edit that came during the compile', async () => {
  const fixture = project();
  const building = fixture.run(BUILD);
  await waitForLine(building, 'Building …');
  fixture.write('src/main.ts', saying('2'));
  expect(await building.exited).toBe(0);
  const { output } = await fixture.finish(START);
  expect(output).toContain('Building …');
  expect(output).toContain('version 2');
});

it('does not wait for a builder that was killed', async () => {
  const fixture = project();
  const killed = fixture.run(START);
  await waitForLine(killed, 'Building …');
  await killed.end('SIGKILL');
  const { code, output } = await fixture.finish(START);
  expect(code).toBe(0);
  expect(output).toContain('version 1');
  expect(fixture.builds()).toHaveLength(1);
});

it('keeps the build before this one and all that were in use within the hour, and removes older ones', async () => {
  const fixture = project();
  const build = async (version: string): Promise<string> => {
    fixture.write('src/main.ts', saying(version));
    await fixture.finish(BUILD);
    return fixture.current();
  };
  const first = await build('1');
  const second = await build('2');
  const third = await build('3');
  expect(fixture.builds()).toEqual([first, second, third]);
  // A server that started a moment ago may still load the third, however long ago it was built.
  for (const name of [first, second, third]) fixture.age(`.builds/${name}`, 90);
  const fourth = await build('4');
  const fifth = await build('5');
  expect(fixture.builds()).toEqual([third, fourth, fifth]);
  for (const name of [third, fourth, fifth]) fixture.age(`.builds/${name}`, 90);
  expect(await build('6')).toBe(fixture.builds()[1]);
  expect(fixture.builds()[0]).toBe(fifth);
});

it('replaces a dist folder that another tool left', async () => {
  const fixture = project();
  mkdirSync(fixture.path('dist'));
  writeFileSync(fixture.path('dist/main.js'), 'console.log("of another tool")');
  expect((await fixture.finish(START)).output).toContain('version 1');
  expect((await fixture.finish('dist/main.js')).output).toContain('version 1');
});
