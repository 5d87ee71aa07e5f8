import { describe, expect, it } from 'vitest';
import { WireTime } from './time.js';
import { parseWireTime } from './wire-time-parser.js';

describe('parseWireTime', () => {
  it.each([
    ['Asia/Shanghai', '2026-09-11 15:02:03', '2026-09-11T07:02:03Z'],
    ['UTC', '2024-02-29 23:59:59', '2024-02-29T23:59:59Z'],
    ['America/New_York', '2026-01-01 00:00:00', '2026-01-01T05:00:00Z'],
    ['America/New_York', '2026-07-01 00:00:00', '2026-07-01T04:00:00Z'],
    ['Asia/Kolkata', '2026-07-01 05:30:00', '2026-07-01T00:00:00Z'],
    // The hour that comes twice: the first.
    ['America/New_York', '2026-11-01 01:30:00', '2026-11-01T05:30:00Z'],
    ['Pacific/Kiritimati', '2026-01-01 13:59:59', '2025-12-31T23:59:59Z'],
  ])('in %s, %s is %s', (zone, text, utc) => {
    expect(parseWireTime(text, zone)).toBe(Date.parse(utc));
    expect(new WireTime(zone).render(Date.parse(utc))).toBe(text);
  });

  it.each([
    ['Asia/Shanghai', '2026-02-30 00:00:00'],
    ['Asia/Shanghai', '2026-13-01 00:00:00'],
    ['Asia/Shanghai', '2026-01-01 24:00:00'],
    ['Asia/Shanghai', '2026-01-01 00:00:60'],
    ['Asia/Shanghai', '2026-01-01'],
    ['Asia/Shanghai', '2026-01-01T00:00:00'],
    ['Asia/Shanghai', ''],
    // The hour that is skipped.
    ['America/New_York', '2026-03-08 02:30:00'],
  ])('in %s, %j is no time', (zone, text) => {
    expect(parseWireTime(text, zone)).toBeUndefined();
  });
});
