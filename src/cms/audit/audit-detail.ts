import type { DtoClass } from '../../wire/fields/decode.js';
import { fieldsOf } from '../../wire/fields/field.js';
import { PASSWORD_FORMAT } from '../../wire/fields/fields.js';

/** Longer lists are told by their length. */
const MAX_ITEMS = 20;
/** Bytes of JSON; what is larger is told by its size. */
const MAX_BYTES = 2048;
/** The parameter that carries a message's body. */
const MESSAGE = 'message';

/** Of a result, as many ids, and of so many characters; those that there are have one, a number. */
const MAX_IDS = 10;
const MAX_ID_LENGTH = 64;

/**
 * What a call is about, for the log: the parameters that it defines, and not at any length. Of passwords only that there
 * is one: who resets another's does more than who changes nothing.
 * @param parameters as the call takes them
 */
export function detailOf(
  dto: DtoClass<object>,
  parameters: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const detail: Record<string, unknown> = {};
  for (const { name, schema } of fieldsOf(dto)) {
    const value = parameters[name];
    if (value === undefined) continue;
    if (schema.format === PASSWORD_FORMAT) detail[name] = { given: true };
    // What was sent can be recalled, text included: the log says how much it was, and `datas` which message.
    else detail[name] = name === MESSAGE ? { bytes: sizeOf(value) } : shortened(value);
  }
  return detail;
}

/** What came of a call, for the log: a number as it is, of an object the ids in it; undefined for anything else. */
export function outcomeOf(result: unknown): number | Record<string, unknown> | undefined {
  if (typeof result === 'number') return result;
  if (typeof result !== 'object' || result === null) return undefined;
  const ids = Object.entries(result).filter(([name, value]) => name.endsWith('_id') && isId(value));
  return ids.length === 0 ? undefined : Object.fromEntries(ids.slice(0, MAX_IDS));
}

function isId(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_ID_LENGTH);
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value) && value.length > MAX_ITEMS) return { count: value.length };
  const bytes = sizeOf(value);
  if (bytes <= MAX_BYTES) return value;
  return Array.isArray(value) ? { count: value.length } : { bytes };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
