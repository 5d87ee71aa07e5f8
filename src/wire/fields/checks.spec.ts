import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  getMetadataStorage,
  IsIn,
  IsOptional,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateNested,
  validateSync,
  type ValidationArguments,
} from 'class-validator';
import { describe, expect, it, vi } from 'vitest';
import { findProblem } from './checks.js';
import { fieldsOf } from './field.js';

class Base {
  @Min(1)
  a = 1;
}

class Derived extends Base {
  @Max(5)
  @IsIn([2, 4, 6])
  b = 2;

  @IsOptional()
  @MaxLength(3)
  c?: unknown = undefined;

  @ValidateBy({
    name: 'sum',
    constraints: [10],
    validator: {
      validate: (value, { object, constraints }: ValidationArguments) =>
        (object as Derived).a + Number(value) < (constraints as number[])[0]!,
    },
  })
  d = 0;
}

describe('findProblem', () => {
  it.each<Partial<Record<keyof Derived, unknown>>>([
    {},
    { a: 0 },
    { a: 0, b: 6 },
    { b: 5 },
    { b: 3 },
    { b: 6, c: 'long' },
    { c: 'long' },
    { c: 'abc' },
    { c: null },
    { c: 7 },
    { d: 9 },
    { a: 9, d: 1 },
  ])('says what class-validator says of %j', (values) => {
    const object = Object.assign(new Derived(), values);
    const [problem] = validateSync(object, { stopAtFirstError: true, forbidUnknownValues: false });
    expect(findProblem(Derived, object)).toBe(problem?.property);
  });

  it('looks a class up once, and finds what is inherited', () => {
    class Once extends Base {}
    const find = vi.spyOn(getMetadataStorage(), 'getTargetValidationMetadatas');
    for (let i = 0; i < 3; i += 1) expect(findProblem(Once, Object.assign(new Once(), { a: 0 }))).toBe('a');
    expect(find).toHaveBeenCalledOnce();
  });

  it('asks all that the parameters of this server are declared by', async () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.dto.ts'));
    let count = 0;
    for (const file of files) {
      const exported = (await import(resolve('src', file))) as Record<string, unknown>;
      for (const value of Object.values(exported)) {
        if (typeof value !== 'function' || fieldsOf(value).length === 0) continue;
        const dto = value as new () => object;
        // Of an object without values a validator may say anything.
        let said = '';
        try {
          findProblem(dto, new dto());
        } catch (error) {
          said = String(error);
        }
        expect(said).not.toContain('is not supported');
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(30);
  });

  it('takes no decorator that it would not ask', () => {
    class Nested {
      @ValidateNested()
      inner = new Base();
    }
    expect(() => findProblem(Nested, new Nested())).toThrow('Nested.inner: nestedValidation');
  });
});
