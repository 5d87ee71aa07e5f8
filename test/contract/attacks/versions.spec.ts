import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

/** The first version without what was published about those before it. */
const LEAST = [
  // CVE-2026-33151 and CVE-2026-69185: attachments without end, and none at all.
  { name: 'socket.io-parser', least: '4.2.7' },
  // CVE-2026-102599: an upgrade by another version of the protocol; CVE-2026-59725: polling.
  { name: 'engine.io', least: '6.6.10' },
  // CVE-2024-38355: an error event without a listener.
  { name: 'socket.io', least: '4.6.2' },
  // CVE-2024-37890: a request with many headers; CVE-2026-2293 and CVE-2026-22031: paths that middleware misses.
  { name: 'ws', least: '8.17.1' },
  { name: '@fastify/middie', least: '9.1.0' },
  { name: '@nestjs/platform-fastify', least: '11.1.11' },
  // CVE-2025-32442: a content type in other letters passes the validation by.
  { name: 'fastify', least: '5.3.2' },
  { name: 'mysql2', least: '3.9.8' },
] as const;

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'),
) as Lockfile;

/** Of every copy that is installed. */
function versionsOf(name: string): string[] {
  return Object.entries(packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([, { version = '' }]) => version);
}

function isAtLeast(version: string, least: string): boolean {
  const [given, wanted] = [version, least].map((text) => text.split('-')[0]?.split('.').map(Number) ?? []);
  for (const index of [0, 1, 2]) {
    const difference = (given?.[index] ?? 0) - (wanted?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  // A preview of the version is before it.
  return !version.includes('-');
}

describe('What is installed', () => {
  it.each(LEAST)('$name is at least $least', ({ name, least }) => {
    const versions = versionsOf(name);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => !isAtLeast(version, least))).toEqual([]);
  });

  // A second copy would not be the one that the adapter serves with.
  it('socket.io is there once', () => {
    for (const name of ['socket.io', 'engine.io', 'socket.io-parser', 'fastify'])
      expect([name, versionsOf(name).length]).toEqual([name, 1]);
  });

  it.each([
    ['4.2.7', true],
    ['4.2.6', false],
    ['4.10.0', true],
    ['5.0.0', true],
    ['3.9.9', false],
    ['4.2.7-rc.1', false],
  ])('a version is compared by its numbers: %s', (version, isEnough) => {
    expect(isAtLeast(version, '4.2.7')).toBe(isEnough);
  });
});
