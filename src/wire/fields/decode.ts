import { badParameter } from '../../common/errors/app-error.js';
import { findProblem } from './checks.js';
import { type Field, fieldsOf, UNDECODABLE } from './field.js';
import { FormFields } from './form-fields.js';

export type DtoClass<T extends object> = new () => T;

/**
 * Makes a DTO of what came over the wire. Only the DTO's own fields are looked at, so unknown
 * parameters, `__proto__` among them, cost and change nothing.
 * @param path prefix for the names in errors, such as `message.body.`
 * @throws AppError 10000 naming the first parameter that is absent, of the wrong form or out of bounds
 */
export function decode<T extends object>(dto: DtoClass<T>, raw: unknown, path = ''): T {
  const given = raw === undefined || raw === null ? {} : raw;
  if (typeof given !== 'object' || Array.isArray(given)) throw badParameter(path.replace(/\.$/, '') || 'body');
  const result = new dto();
  for (const field of fieldsOf(dto)) {
    const value = read(given as Record<string, unknown>, field);
    if (value === UNDECODABLE) throw badParameter(path + field.name);
    if (value !== undefined) (result as Record<string, unknown>)[field.name] = value;
    else if (field.required) throw badParameter(path + field.name);
  }
  const problem = findProblem(dto, result);
  if (problem !== undefined) throw badParameter(path + problem);
  return result;
}

function read(given: Record<string, unknown>, field: Field): unknown {
  const raw = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
  if (raw === undefined || raw === null) return undefined;
  const emptyIsAbsent = !field.required && (field.emptyIsAbsent ?? true);
  if (raw === '' && given instanceof FormFields && emptyIsAbsent) return undefined;
  // A name that a form or query repeats has several values, which no parameter takes: arrays are JSON's.
  if (Array.isArray(raw) && given instanceof FormFields) return UNDECODABLE;
  return field.decode(raw);
}
