import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Reference } from './attack.js';
import { renderAttacks } from './render.js';
import { ATTACKS } from './table.js';

const ROOT = join(import.meta.dirname, '../../..');
const DOCS = join(ROOT, 'docs/attacks.md');
const INTERFACES = Array.from({ length: 15 }, (_, index) => index + 1);

/** Whether a test, or a table of tests, of that title is in the file. */
function exists({ file, title }: Reference): boolean {
  const path = join(ROOT, file);
  if (!existsSync(path)) return false;
  const text = title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  // First argument of a call, or the name that a row of a table gives it.
  return new RegExp(`[([]\\s*(['"\`])${text}\\1,`).test(readFileSync(path, 'utf8'));
}

/** What keeps tests of a file from running, or has them pass by failing: of one store or target is no such thing. */
const SWITCHES_OFF = [
  /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:skip|todo|fails|only)\b/,
  /\b(?:runIf\(\s*false|skipIf\(\s*true)\b/,
  /\b(?:skip|todo|fails|only)\s*:\s*true\b/,
  /\b(?:context|ctx|task|test)\.skip\(|(?<![.\w])skip\(/,
];

const isSwitchedOff = (text: string): boolean => SWITCHES_OFF.some((pattern) => pattern.test(text));

describe('The table of attacks', () => {
  const files = [...new Set(ATTACKS.flatMap(({ tests }) => tests.map(({ file }) => file)))].filter((file) =>
    existsSync(join(ROOT, file)),
  );

  it.each(files)('names tests that run, and pass by passing: %s', (file) => {
    // This file holds examples of those that do not.
    if (join(ROOT, file) !== import.meta.filename) {
      expect(isSwitchedOff(readFileSync(join(ROOT, file), 'utf8'))).toBe(false);
    }
  });

  it.each([
    ["it.skip('x', f)", true],
    ["it.todo('x')", true],
    ["it.fails.each(rows)('x', f)", true],
    ["describe.skip('x', f)", true],
    ["describe.concurrent.only('x', f)", true],
    ["it('x', { skip: true }, f)", true],
    ["it.runIf(false)('x', f)", true],
    ["it('x', ({ skip }) => skip())", true],
    ["it('x', (context) => context.skip('why'))", true],
    ["it.runIf(store === 'mysql')('x', f)", false],
    ["it.skipIf(target === 'cluster').each(rows)('x', f)", false],
    ["it('skips a hole', f); list.skip(1); only(one)", false],
  ])('knows a test that is switched off: %s', (text, isOff) => {
    expect(isSwitchedOff(text)).toBe(isOff);
  });

  it.each(ATTACKS.map((one) => [`${one.on}: ${one.attack}`, one] as const))('%s', (_, { tests, overruled }) => {
    expect(tests.filter((test) => !exists(test))).toEqual([]);
    // What is overruled has tests, too: of what the contract says.
    expect(tests).not.toEqual([]);
    if (overruled !== undefined) expect(overruled).toMatch(/^(\d(\.\d+)?|erratum \d+): /);
  });

  it('is about each of the fifteen interfaces, and about sockets', () => {
    const names = new Set(ATTACKS.flatMap(({ on }) => [on, ...on.matchAll(/\d+/g)].map(String)));
    expect([...INTERFACES.map(String), 'Socket.IO'].filter((name) => !names.has(name))).toEqual([]);
  });

  it('tells no attack twice', () => {
    const told = ATTACKS.map(({ on, attack }) => `${on}: ${attack}`);
    expect(new Set(told).size).toBe(told.length);
  });

  // Write it anew with TEST_UPDATE_DOCS=1.
  it('is the one of docs/attacks.md', () => {
    if (process.env.TEST_UPDATE_DOCS === '1') writeFileSync(DOCS, renderAttacks());
    expect(readFileSync(DOCS, 'utf8')).toBe(renderAttacks());
  });
});
