import { ArrayMaxSize, ArrayMinSize, IsIn, IsObject, Max, Min, ValidateBy } from 'class-validator';
import { parseIdList } from '../../common/id-list.js';
import { codePoints, isStorable } from '../../common/text.js';
import { parseUint } from '../../common/uint.js';
import { parseJson } from '../json.js';
import { field, type FieldForm, type FieldOptions, type JsonSchema, UNDECODABLE } from './field.js';

/** How the API document marks what nobody may show. */
export const PASSWORD_FORMAT = 'password';

type WithDefaults<T> = FieldOptions & T;

/** An integer (contract, section 2), 1 … 2^53−1 unless told otherwise. */
export function Uint(options: WithDefaults<{ min?: number; max?: number }> = {}): PropertyDecorator {
  const { min = 1, max = Number.MAX_SAFE_INTEGER } = options;
  const form: FieldForm = {
    ...options,
    decode: (raw) => parseUint(raw, 0) ?? UNDECODABLE,
    schema: { type: 'integer', format: 'int64', minimum: min, maximum: max },
  };
  return field(form, Min(min), Max(max));
}

/** One of a few integers. */
export function Choice(options: WithDefaults<{ of: readonly number[] }>): PropertyDecorator {
  const form: FieldForm = {
    ...options,
    decode: (raw) => parseUint(raw, 0) ?? UNDECODABLE,
    schema: { type: 'integer', enum: [...options.of] },
  };
  return field(form, IsIn([...options.of]));
}

type TextOptions = WithDefaults<{ min?: number; max: number; pattern?: RegExp; emptyIsAbsent?: boolean }>;

/** Text of `min` (1) … `max` Unicode code points that both stores keep byte for byte. */
export function Text(options: TextOptions): PropertyDecorator {
  return text(options);
}

function text(options: TextOptions & { format?: string }): PropertyDecorator {
  const { min = 1, max, pattern, format } = options;
  const fits = (value: unknown): boolean => {
    if (typeof value !== 'string' || value.length > max * 2) return false;
    const length = codePoints(value);
    return length >= min && length <= max && isStorable(value) && (pattern?.test(value) ?? true);
  };
  const form: FieldForm = {
    ...options,
    decode: (raw) => (typeof raw === 'string' ? raw : UNDECODABLE),
    schema: {
      type: 'string',
      minLength: min,
      maxLength: max,
      ...(pattern ? { pattern: pattern.source } : {}),
      ...(format === undefined ? {} : { format }),
    },
  };
  return field(form, ValidateBy({ name: 'storableText', validator: { validate: fits } }));
}

/** A password: text that is kept nowhere as it came, the audit log included. */
export function Password(options: WithDefaults<{ min?: number; max: number }>): PropertyDecorator {
  return text({ ...options, format: PASSWORD_FORMAT });
}

/** An absolute http or https URL of up to `max` code points; an empty one only where `orEmpty`. */
export function HttpUrl(options: WithDefaults<{ max: number; orEmpty?: boolean }>): PropertyDecorator {
  const { max, orEmpty = false } = options;
  const fits = (value: unknown): boolean =>
    typeof value === 'string' && ((orEmpty && value === '') || (codePoints(value) <= max && isHttpUrl(value)));
  const form: FieldForm = {
    ...options,
    emptyIsAbsent: !orEmpty,
    decode: (raw) => (typeof raw === 'string' ? raw : UNDECODABLE),
    schema: { type: 'string', format: 'uri', minLength: orEmpty ? 0 : 1, maxLength: max },
  };
  return field(form, ValidateBy({ name: 'httpUrl', validator: { validate: fits } }));
}

/** An id list: "1,2,3", in JSON also an integer or an array of integers; becomes distinct numbers. */
export function IdList(options: WithDefaults<{ max?: number }> = {}): PropertyDecorator {
  const { max = 1000 } = options;
  const form: FieldForm = {
    ...options,
    decode: (raw) => parseIdList(raw, max) ?? UNDECODABLE,
    schema: {
      oneOf: [
        idListText(max),
        { type: 'integer', format: 'int64', minimum: 1 },
        { type: 'array', items: { type: 'integer', format: 'int64', minimum: 1 }, minItems: 1, maxItems: max },
      ],
      // What Swagger drops of it in a query string; see openapi/document.ts.
      'x-id-list': { maxItems: max, example: options.example },
    },
  };
  return field(form, ArrayMinSize(1), ArrayMaxSize(max));
}

/** How an id list looks as text. */
export function idListText(max: number): JsonSchema {
  return { type: 'string', pattern: `^[1-9]\\d{0,15}(,[1-9]\\d{0,15}){0,${max - 1}}$` };
}

/** How an object looks as text. */
export const JSON_TEXT: JsonSchema = { type: 'string', format: 'json', description: 'JSON 文本' };

/**
 * An object; where it is given as text (always so in forms), JSON text of one.
 * @param options `text: false` for an object inside another one, which is never text
 */
export function JsonObject(options: FieldOptions & { schema?: JsonSchema; text?: boolean } = {}): PropertyDecorator {
  const { text = true, schema: object = { type: 'object' } } = options;
  const form: FieldForm = {
    ...options,
    decode: (raw) => {
      const value = typeof raw === 'string' && text ? parseJson(raw) : raw;
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : UNDECODABLE;
    },
    schema: text ? { anyOf: [object, JSON_TEXT] } : object,
  };
  return field(form, IsObject());
}

function isHttpUrl(text: string): boolean {
  // The parser forgives spaces and line breaks, which then are not what was checked.
  if (!isStorable(text) || /[\s<>"\\]/.test(text)) return false;
  // It also finds a host where none is (http:///x), and drops an empty user (http://@x): other parsers read otherwise.
  if (!/^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.hostname !== '' && url.username === '' && url.password === '';
}
