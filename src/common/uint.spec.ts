import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUint } from './uint.js';

const MAX = Number.MAX_SAFE_INTEGER;

describe('parseUint', () => {
  it.each([
    [0, 0],
    ['0', 0],
    [1, 1],
    ['41', 41],
    [MAX, MAX],
    [String(MAX), MAX],
  ])('reads %j', (value, expected) => {
    expect(parseUint(value, 0)).toBe(expected);
  });

  it.each([
    ['1e3'],
    [' 41'],
    ['41 '],
    ['41\n'],
    ['\t41'],
    ['4.1'],
    ['41.0'],
    ['0x1'],
    ['007'],
    ['00'],
    ['-1'],
    ['-0'],
    ['+1'],
    [''],
    ['٣'],
    ['１'],
    ['1_000'],
    ['1,2'],
    ['9007199254740992'],
    ['9007199254740993'],
    ['99999999999999999999'],
    [-1],
    [-0],
    [4.1],
    [2 ** 53],
    [1e21],
    [NaN],
    [Infinity],
    [true],
    [false],
    [null],
    [undefined],
    [[41]],
    [['41']],
    [{}],
    [41n],
    [new Number(41)],
    [new Date(41)],
  ])('refuses %s', (value) => {
    expect(parseUint(value, 0)).toBeUndefined();
  });

  it('keeps to its bounds, both included', () => {
    expect(parseUint(1, 1, 3)).toBe(1);
    expect(parseUint('3', 1, 3)).toBe(3);
    expect(parseUint(0, 1, 3)).toBeUndefined();
    expect(parseUint('4', 1, 3)).toBeUndefined();
  });

  it('reads a number and its decimal digits alike', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (number) => {
        expect(parseUint(number, 0)).toBe(number);
        expect(parseUint(String(number), 0)).toBe(number);
      }),
    );
  });

  it('reads no other text than the one that it would print', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.float().map(String), fc.integer().map(String)), (text) => {
        const number = parseUint(text, 0);
        expect(number === undefined || String(number) === text).toBe(true);
      }),
    );
  });
});
