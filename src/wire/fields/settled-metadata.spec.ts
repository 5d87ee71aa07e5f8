import { getMetadataStorage, Max, Min, validateSync } from 'class-validator';
import { describe, expect, it, vi } from 'vitest';
import { settleMetadata } from './settled-metadata.js';

class Base {
  @Min(1)
  a = 0;
}

class Derived extends Base {
  @Max(5)
  b = 0;
}

const faults = (object: object): string[] => validateSync(object).map(({ property }) => property);

describe('settleMetadata', () => {
  it('looks a class up once, and finds what is inherited each time', () => {
    const find = vi.spyOn(getMetadataStorage(), 'getTargetValidationMetadatas');
    settleMetadata();
    for (let i = 0; i < 3; i += 1) {
      expect(faults(Object.assign(new Derived(), { a: 0, b: 6 })).sort()).toEqual(['a', 'b']);
      expect(faults(Object.assign(new Derived(), { a: 1, b: 5 }))).toEqual([]);
      expect(faults(Object.assign(new Base(), { a: 0, b: 6 }))).toEqual(['a']);
    }
    expect(find.mock.calls.map(([target]) => target)).toEqual([Derived, Base]);
  });
});
