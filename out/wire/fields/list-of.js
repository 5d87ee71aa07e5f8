import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { getSchemaPath } from '@nestjs/swagger';
import { decode } from './decode.js';
import { field, UNDECODABLE } from './field.js';
/** A list of `min` (1) … `max` objects, each a DTO of its own; errors name the item, as in `users[3].photo`. */
export function ListOf(name, item, options) {
    const { min = 1, max } = options;
    const form = {
        ...options,
        decode: (raw) => {
            if (!Array.isArray(raw) || raw.length < min || raw.length > max)
                return UNDECODABLE;
            return raw.map((value, index) => decode(item, value ?? undefined, `${name}[${index}].`));
        },
        schema: { type: 'array', items: { $ref: getSchemaPath(item) }, minItems: min, maxItems: max },
    };
    return field(form, ArrayMinSize(min), ArrayMaxSize(max));
}
//# sourceMappingURL=list-of.js.map