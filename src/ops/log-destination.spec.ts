import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { logTo } from './log-destination.js';

const folder = mkdtempSync(join(tmpdir(), 'log-destination-'));
const file = join(folder, 'log');
const written = (): string => readFileSync(file, 'utf8');
let fd: number;

describe('Where log lines go', () => {
  beforeEach(() => {
    fd = openSync(file, 'w');
    return () => closeSync(fd);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is written once the turn of the event loop is over, in order', async () => {
    const log = logTo(fd);
    log.write('one\n');
    log.write('two\n');
    expect(written()).toBe('');
    await vi.waitFor(() => expect(written()).toBe('one\ntwo\n'));
    log.write('three\n');
    await vi.waitFor(() => expect(written()).toBe('one\ntwo\nthree\n'));
  });

  it('is written at once where it is asked for, as after a fatal line', () => {
    const log = logTo(fd);
    log.write('one\n');
    log.flushSync();
    expect(written()).toBe('one\n');
  });

  it('is written whole and in order where much waits', async () => {
    const log = logTo(fd);
    const lines = Array.from({ length: 5 }, (_, index) => `${String(index).repeat(40_000)}\n`);
    for (const line of lines) log.write(line);
    await vi.waitFor(() => expect(written()).toBe(lines.join('')));
  });

  it('is written when the process exits', () => {
    const before = new Set(process.listeners('exit'));
    logTo(fd).write('last\n');
    for (const listener of process.listeners('exit')) if (!before.has(listener)) listener(0);
    expect(written()).toBe('last\n');
  });
});
