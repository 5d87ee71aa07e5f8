import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { decode, type DtoClass } from './decode.js';
import { field, type FieldForm, type FieldOptions, UNDECODABLE } from './field.js';

/** A list of `min` (1) … `max` objects, each a DTO of its own; errors name the item, as in `users[3].photo`. */
export function ListOf<T extends object>(
  name: string,
  item: DtoClass<T>,
  options: FieldOptions & { min?: number; max: number },
): PropertyDecorator {
  const { min = 1, max } = options;
  const form: FieldForm = {
    ...options,
    decode: (raw) => {
      if (!Array.isArray(raw) || raw.length < min || raw.length > max) return UNDECODABLE;
      return raw.map((value: unknown, index) => decode(item, value ?? undefined, `${name}[${index}].`));
    },
    // A type, not a $ref: Swagger then puts the item's own schema into the document too.
    schema: { type: () => item, isArray: true, minItems: min, maxItems: max },
  };
  return field(form, ArrayMinSize(min), ArrayMaxSize(max));
}
