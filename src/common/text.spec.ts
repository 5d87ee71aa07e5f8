import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePoints, isStorable } from './text.js';

describe('codePoints', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['你好', 2],
    ['😀', 1],
    ['👨‍👩‍👧', 5],
    ['e\u0301', 2],
  ])('counts %j as %d', (text, expected) => {
    expect(codePoints(text)).toBe(expected);
  });

  it('agrees with the iterator of strings wherever a text is well formed', () => {
    const unit = fc
      .oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
      .map((n) => String.fromCodePoint(n));
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(codePoints(text)).toBe([...text].length);
      }),
    );
  });
});

describe('isStorable', () => {
  it.each([[''], ['abc'], ['😀'], ['\r\n\t'], ['\u0001'], ['\uffff'], ['\u{10ffff}'], ['\ufeff']])(
    'takes %j',
    (text) => {
      expect(isStorable(text)).toBe(true);
    },
  );

  it.each([['\0'], ['a\0b'], ['\ud83d'], ['\ude00'], ['a\ude00\ud83d']])('refuses %j', (text) => {
    expect(isStorable(text)).toBe(false);
  });
});
