import type { DtoClass } from '../../wire/fields/decode.js';
import { fieldsOf } from '../../wire/fields/field.js';
import { PASSWORD_FORMAT } from '../../wire/fields/fields.js';

/** Longer lists are told by their length. */
const MAX_ITEMS = 20;
/** Bytes of JSON; what is larger is told by its size. */
const MAX_BYTES = 2048;
/** The parameter that carries a message's body. */
const MESSAGE = 'message';

/**
 * What a call is about, for the log: the parameters that it defines, without passwords, and not at any length.
 * @param parameters as the call takes them
 */
export function detailOf(
  dto: DtoClass<object>,
  parameters: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const detail: Record<string, unknown> = {};
  for (const { name, schema } of fieldsOf(dto)) {
    const value = parameters[name];
    if (value !== undefined && schema.format !== PASSWORD_FORMAT) {
      // What was sent can be recalled, text included: the log says how much it was, and `datas` which message.
      detail[name] = name === MESSAGE ? { bytes: sizeOf(value) } : shortened(value);
    }
  }
  return detail;
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
