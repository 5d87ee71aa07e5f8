import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storageUnavailable, TookTooLong } from '../common/errors/app-error.js';
import type { DoorErrors } from '../metrics/door-errors.js';
import { FailureLog } from './failure-log.js';

describe('FailureLog', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('tells once a second of each kind, so that the many do not hide the cause of the few', () => {
    const lines: [words: string, fields: object][] = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((fields: unknown, words: unknown) => {
      lines.push([String(words), fields as object]);
    });
    const log = new FailureLog({ count: () => undefined } as Partial<DoorErrors> as DoorErrors);
    const late = new TookTooLong('Too late');
    const cause = new Error('the database is away');
    for (let index = 0; index < 3; index += 1) log.report(late, late, { door: 'handshake' });
    log.report(storageUnavailable(cause), cause, { door: 'handshake' });
    expect(lines).toEqual([
      ['Too late', { door: 'handshake' }],
      ['Storage unavailable', { door: 'handshake', err: cause }],
    ]);
    vi.advanceTimersByTime(1_000);
    expect(lines.slice(2)).toEqual([['Too late', { door: 'handshake', suppressed: 1 }]]);
    vi.advanceTimersByTime(10_000);
    expect(lines).toHaveLength(3);
  });
});
