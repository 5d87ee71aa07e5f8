import { describe, expect, it } from 'vitest';
import { FormFields } from './form-fields.js';

const from = (text: string): FormFields => FormFields.from(new URLSearchParams(text));

describe('FormFields', () => {
  it('holds texts by name', () => {
    expect({ ...from('a=1&b=x%20y&c=') }).toEqual({ a: '1', b: 'x y', c: '' });
  });

  it('keeps a repeated name as a list, in order', () => {
    expect({ ...from('a=1&b=2&a=3&a=4') }).toEqual({ a: ['1', '3', '4'], b: '2' });
  });

  it('is only data, whatever the names', () => {
    const fields = from('__proto__=1&constructor=2&toString=3&toString=4');
    expect(Object.getPrototypeOf(fields)).toBe(FormFields.prototype);
    expect(Object.getOwnPropertyNames(fields).sort()).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getOwnPropertyDescriptor(fields, 'toString')?.value).toEqual(['3', '4']);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});
