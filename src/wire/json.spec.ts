import { describe, expect, it } from 'vitest';
import { isWithinLimits, parseJson } from './json.js';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson', () => {
  it.each([
    ['{"a":[1,"x",null]}', { a: [1, 'x', null] }],
    ['1', 1],
    ['"x"', 'x'],
    ['null', null],
    ['{"a":1,"a":2}', { a: 2 }],
    ['{"toString":1,"length":2,"then":3}', { toString: 1, length: 2, then: 3 }],
  ])('reads %s', (text, expected) => {
    expect(parseJson(text)).toEqual(expected);
  });

  it.each([[''], ['{'], ["{'a':1}"], ['NaN'], ['undefined'], ['{"a":1}x']])('refuses %s', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  it.each([
    ['{"b":1,"__proto__":{"admin":true}}', { b: 1 }],
    ['{"a":{"__proto__":1}}', { a: {} }],
    ['{"constructor":{"prototype":{"admin":true}}}', {}],
    ['{"\\u005f\\u005fproto__":{"admin":true}}', {}],
  ])('leaves out what would reach a prototype: %s', (text, expected) => {
    const value = parseJson(text);
    expect(value).toEqual(expected);
    expect((value as { admin?: unknown }).admin).toBeUndefined();
  });

  it('stops at sixteen levels, however deep the text goes on', () => {
    expect(parseJson(nested(16))).toBeDefined();
    expect(parseJson(nested(18))).toBeUndefined();
    expect(parseJson(nested(100_000))).toBeUndefined();
  });
});

describe('isWithinLimits', () => {
  it('takes lists and objects of ten thousand items, and no wider', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => index);
    expect(isWithinLimits({ user_id: ids })).toBe(true);
    expect(isWithinLimits({ user_id: [...ids, 1, 2] })).toBe(false);
    expect(isWithinLimits(Object.fromEntries([...ids, -1, -2].map((key) => [`k${key}`, 0])))).toBe(false);
  });

  it('looks at every level of an event that no parser of ours saw', () => {
    expect(isWithinLimits([{ a: { b: [JSON.parse(nested(20))] } }])).toBe(false);
    expect(isWithinLimits([Buffer.alloc(100_000)])).toBe(true);
  });
});
