import { ArrayMaxSize, ArrayMinSize, IsIn, IsObject, Max, Min, ValidateBy } from 'class-validator';
import { parseIdList } from '../../common/id-list.js';
import { codePoints, isStorable } from '../../common/text.js';
import { parseUint } from '../../common/uint.js';
import { parseJson } from '../json.js';
import { field, UNDECODABLE } from './field.js';
/** An integer (contract, section 2), 1 … 2^53−1 unless told otherwise. */
export function Uint(options = {}) {
    const { min = 1, max = Number.MAX_SAFE_INTEGER } = options;
    const form = {
        ...options,
        decode: (raw) => parseUint(raw, 0) ?? UNDECODABLE,
        schema: { type: 'integer', format: 'int64', minimum: min, maximum: max },
    };
    return field(form, Min(min), Max(max));
}
/** One of a few integers. */
export function Choice(options) {
    const form = {
        ...options,
        decode: (raw) => parseUint(raw, 0) ?? UNDECODABLE,
        schema: { type: 'integer', enum: [...options.of] },
    };
    return field(form, IsIn([...options.of]));
}
/** Text of `min` (1) … `max` Unicode code points that both stores keep byte for byte. */
export function Text(options) {
    const { min = 1, max, pattern } = options;
    const fits = (value) => {
        if (typeof value !== 'string' || value.length > max * 2)
            return false;
        const length = codePoints(value);
        return length >= min && length <= max && isStorable(value) && (pattern?.test(value) ?? true);
    };
    const form = {
        ...options,
        decode: (raw) => (typeof raw === 'string' ? raw : UNDECODABLE),
        schema: { type: 'string', minLength: min, maxLength: max, ...(pattern ? { pattern: pattern.source } : {}) },
    };
    return field(form, ValidateBy({ name: 'storableText', validator: { validate: fits } }));
}
/** An absolute http or https URL of up to `max` code points; an empty one only where `orEmpty`. */
export function HttpUrl(options) {
    const { max, orEmpty = false } = options;
    const fits = (value) => typeof value === 'string' && ((orEmpty && value === '') || (codePoints(value) <= max && isHttpUrl(value)));
    const form = {
        ...options,
        emptyIsAbsent: !orEmpty,
        decode: (raw) => (typeof raw === 'string' ? raw : UNDECODABLE),
        schema: { type: 'string', format: 'uri', maxLength: max },
    };
    return field(form, ValidateBy({ name: 'httpUrl', validator: { validate: fits } }));
}
/** An id list: "1,2,3", in JSON also an integer or an array of integers; becomes distinct numbers. */
export function IdList(options = {}) {
    const { max = 1000 } = options;
    const form = {
        ...options,
        decode: (raw) => parseIdList(raw, max) ?? UNDECODABLE,
        schema: {
            oneOf: [
                { type: 'string', pattern: '^[1-9]\\d{0,15}(,[1-9]\\d{0,15})*$' },
                { type: 'integer', format: 'int64', minimum: 1 },
                { type: 'array', items: { type: 'integer', format: 'int64', minimum: 1 }, minItems: 1, maxItems: max },
            ],
            'x-id-list': true,
        },
    };
    return field(form, ArrayMinSize(1), ArrayMaxSize(max));
}
/** An object; where it is given as text (always so in forms), JSON text of one. */
export function JsonObject(options = {}) {
    const form = {
        ...options,
        decode: (raw) => {
            const value = typeof raw === 'string' ? parseJson(raw) : raw;
            return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : UNDECODABLE;
        },
        schema: options.schema ?? { type: 'object' },
    };
    return field(form, IsObject());
}
function isHttpUrl(text) {
    // The parser forgives spaces and line breaks, which then are not what was checked.
    if (!isStorable(text) || /[\s<>"\\]/.test(text) || !/^https?:\/\//i.test(text))
        return false;
    if (!URL.canParse(text))
        return false;
    const url = new URL(text);
    return url.hostname !== '' && url.username === '' && url.password === '';
}
//# sourceMappingURL=fields.js.map