import { describe, expect, it } from 'vitest';
import { toWindow } from './paging.js';

describe('toWindow', () => {
  it('without a size makes page 1 everything and later pages empty', () => {
    expect(toWindow({ page: 1 })).toEqual({ offset: 0 });
    expect(toWindow({ page: 2 })).toBeUndefined();
  });

  it('counts pages from 1', () => {
    expect(toWindow({ page: 1, pageSize: 20 })).toEqual({ offset: 0, limit: 20 });
    expect(toWindow({ page: 3, pageSize: 20 })).toEqual({ offset: 40, limit: 20 });
  });

  it('knows that a page beyond what a number holds is empty', () => {
    expect(toWindow({ page: Number.MAX_SAFE_INTEGER, pageSize: 1 })?.offset).toBe(Number.MAX_SAFE_INTEGER - 1);
    expect(toWindow({ page: Number.MAX_SAFE_INTEGER, pageSize: 1000 })).toBeUndefined();
  });
});
