import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
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
    await setImmediate();
    expect(written()).toBe('one\ntwo\n');
    log.write('three\n');
    await setImmediate();
    expect(written()).toBe('one\ntwo\nthree\n');
  });

  it('is written at once where it is asked for, as after a fatal line', () => {
    const log = logTo(fd);
    log.write('one\n');
    log.flushSync();
    expect(written()).toBe('one\n');
  });

  it('is written at once where much waits', () => {
    const log = logTo(fd);
    const line = `${'x'.repeat(40_000)}\n`;
    log.write(line);
    log.write(line);
    expect(written()).toBe(line + line);
  });

  it('is written when the process exits', () => {
    const before = new Set(process.listeners('exit'));
    logTo(fd).write('last\n');
    for (const listener of process.listeners('exit')) if (!before.has(listener)) listener(0);
    expect(written()).toBe('last\n');
  });
});
