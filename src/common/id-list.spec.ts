import { describe, expect, it } from 'vitest';
import { parseIdList } from './id-list.js';

describe('parseIdList', () => {
  it.each([
    ['1,2,3,4', [1, 2, 3, 4]],
    ['7', [7]],
    [7, [7]],
    [
      [3, 1, 2],
      [3, 1, 2],
    ],
    [
      ['3', 1],
      [3, 1],
    ],
    ['2,1,2,1', [2, 1]],
    [[5, 5, '5'], [5]],
    [String(Number.MAX_SAFE_INTEGER), [Number.MAX_SAFE_INTEGER]],
  ])('reads %j', (value, expected) => {
    expect(parseIdList(value, 1000)).toEqual(expected);
  });

  it.each([
    [''],
    [','],
    ['1,'],
    [',1'],
    ['1,,2'],
    ['1, 2'],
    [' 1'],
    ['1;2'],
    ['0'],
    ['1,0'],
    [0],
    ['-1'],
    ['1e3'],
    ['007'],
    ['1,2 or 1=1'],
    ['9007199254740992'],
    [[]],
    [[0]],
    [[1, 'x']],
    [[[1]]],
    [['1,2']],
    [[null]],
    [true],
    [1.5],
    [{}],
    [{ length: 1, 0: 1 }],
    [null],
    [undefined],
  ])('refuses %j: one bad item rejects all', (value) => {
    expect(parseIdList(value, 1000)).toBeUndefined();
  });

  it('counts items before duplicates collapse', () => {
    expect(parseIdList('1,1,1', 3)).toEqual([1]);
    expect(parseIdList('1,1,1,1', 3)).toBeUndefined();
    expect(parseIdList([1, 1, 1, 1], 3)).toBeUndefined();
  });

  it('takes as many as allowed', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => index + 1);
    expect(parseIdList(ids, 10_000)).toEqual(ids);
    expect(parseIdList(ids.join(','), 10_000)).toEqual(ids);
    expect(parseIdList([...ids, 10_001], 10_000)).toBeUndefined();
    expect(parseIdList(`${ids.join(',')},10001`, 10_000)).toBeUndefined();
  });
});
