import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WireTime } from './time.js';

const at = (iso: string): number => Date.parse(iso);

describe('WireTime', () => {
  it.each([
    ['Asia/Shanghai', '2015-09-15T06:11:12Z', '2015-09-15 14:11:12'],
    ['Asia/Shanghai', '2015-09-14T16:00:00Z', '2015-09-15 00:00:00'],
    ['UTC', '2024-02-29T23:59:59Z', '2024-02-29 23:59:59'],
    ['Asia/Kolkata', '2024-01-01T00:00:00Z', '2024-01-01 05:30:00'],
    ['Asia/Kathmandu', '2024-01-01T00:00:00Z', '2024-01-01 05:45:00'],
    ['Pacific/Kiritimati', '2023-12-31T10:00:00Z', '2024-01-01 00:00:00'],
    ['America/New_York', '2024-01-01T04:59:59Z', '2023-12-31 23:59:59'],
  ])('renders in %s', (zone, instant, expected) => {
    expect(new WireTime(zone).render(at(instant))).toBe(expected);
  });

  it('follows summer time, forwards and back', () => {
    const berlin = new WireTime('Europe/Berlin');
    expect(berlin.render(at('2024-03-31T00:59:59Z'))).toBe('2024-03-31 01:59:59');
    expect(berlin.render(at('2024-03-31T01:00:00Z'))).toBe('2024-03-31 03:00:00');
    expect(berlin.render(at('2024-10-27T00:59:59Z'))).toBe('2024-10-27 02:59:59');
    expect(berlin.render(at('2024-10-27T01:00:00Z'))).toBe('2024-10-27 02:00:00');
  });

  it('follows what a zone once did: China had summer time until 1991', () => {
    expect(new WireTime('Asia/Shanghai').render(at('1990-07-01T00:00:00Z'))).toBe('1990-07-01 09:00:00');
  });

  it('cuts milliseconds off, also within the second that it remembers', () => {
    const time = new WireTime('UTC');
    expect(time.render(999)).toBe('1970-01-01 00:00:00');
    expect(time.render(1000)).toBe('1970-01-01 00:00:01');
    expect(time.render(1999)).toBe('1970-01-01 00:00:01');
    expect(time.render(500)).toBe('1970-01-01 00:00:00');
  });

  it('is the ISO text of the moment in UTC, in whatever order moments come', () => {
    const time = new WireTime('UTC');
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
        expect(time.render(date.getTime())).toBe(date.toISOString().slice(0, 19).replace('T', ' '));
      }),
    );
  });
});
