import { badValuesOf } from '../bad-values.js';
import type { Operation, Transport } from './api-document.js';
import { type Input, kindOf, type Parameter, replaced } from './parameters.js';
import { carries, isTextual, MAX_MS, type Outcome } from './transports.js';

/** One request that is to be refused, or not. */
export interface Case {
  readonly name: string;
  readonly input: Input;
  /** What is wrong with the outcome; undefined where nothing is. */
  readonly problem: (outcome: Outcome) => string | undefined;
}

const EMOJI = '😀';
/** The one optional text that may not be empty, in forms and queries either (contract, section 2). */
const NEVER_EMPTY = 'client_msg_id';

/** Each bad value of a parameter that can travel that way, and its absence where it is required. */
export function badCases(operation: Operation, parameter: Parameter, transport: Transport): Case[] {
  const { path, told, required } = parameter;
  const textual = isTextual(transport) && path.length === 1;
  const values = badValuesOf(parameter).flatMap(({ name, json, text, refusesAll }) => {
    const value = textual ? text : json;
    return value === undefined ? [] : [{ name, value, refusesAll }];
  });
  const missing = required ? [{ name: 'absent', value: undefined, refusesAll: false }] : [];
  if (required && !textual) missing.push({ name: 'null', value: null as never, refusesAll: false });
  const emptyIsBad = textual && (required ? parameter.schema.minLength !== 0 : told === NEVER_EMPTY);
  const empty = emptyIsBad ? [{ name: 'empty', value: '', refusesAll: false }] : [];
  return [...values, ...missing, ...empty]
    .map(({ name, value, refusesAll }) => ({
      name: label(operation, parameter, transport, name),
      input: replaced(parameter.good(), path, value),
      problem: refused(refusesAll ? undefined : told),
    }))
    .filter(({ input }) => carries(transport, input));
}

/** What the contract takes: the example, the bounds, and absence in each of its forms. */
export function goodCases(operation: Operation, parameter: Parameter, transport: Transport): Case[] {
  const { path, required, schema } = parameter;
  const textual = isTextual(transport) && path.length === 1;
  const make = (name: string, value: unknown, problem: Case['problem']): Case => {
    const input = replaced(parameter.good(), path, value);
    return { name: label(operation, parameter, transport, name), input, problem };
  };
  const absent = [
    make('absent', undefined, accepted),
    ...(textual && parameter.told !== NEVER_EMPTY ? [make('empty', '', accepted)] : []),
    ...(textual ? [] : [make('null', null, accepted)]),
  ];
  const example = {
    name: label(operation, parameter, transport, 'example'),
    input: parameter.good(),
    problem: accepted,
  };
  const bounds = boundsOf(parameter, textual).map((value) =>
    make(`bound ${JSON.stringify(value).slice(0, 40)}`, value, wellFormed),
  );
  const asText = kindOf(schema) === 'object' && path.length === 1 && !textual;
  const text = asText ? [make('as JSON text', JSON.stringify(valueAt(parameter)), accepted)] : [];
  return [example, ...(required || schema['x-together'] ? [] : absent), ...bounds, ...text].filter(({ input }) =>
    carries(transport, input),
  );
}

/** Values at the edge of what is allowed; another rule than form and bounds may refuse them. */
function boundsOf({ schema, discriminates, decides }: Parameter, textual: boolean): unknown[] {
  switch (kindOf(schema)) {
    case 'integer': {
      const { minimum = 1, maximum = Number.MAX_SAFE_INTEGER, enum: members = [minimum, maximum] } = schema;
      return discriminates || decides ? [] : members.flatMap((number) => [number, String(number)]);
    }
    case 'string':
      // Emoji of one code point and two UTF-16 units each.
      return (schema.pattern ?? schema.format)
        ? []
        : [EMOJI.repeat(schema.maxLength ?? 0), EMOJI.repeat(schema.minLength ?? 0)];
    case 'idList': {
      const ids = Array.from({ length: schema['x-id-list']?.maxItems ?? 0 }, (_, index) => 1_000_000 + index);
      return [ids.join(','), '1,1,1', ...(textual ? [] : [ids, [1], 1])];
    }
    default:
      return [];
  }
}

function valueAt({ good, path }: Parameter): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], good());
}

function label({ name }: Operation, parameter: Parameter, transport: Transport, value: string): string {
  return `${name} ${parameter.name} over ${transport}: ${value}`;
}

const accepted: Case['problem'] = (outcome) =>
  outcome.answer.datas === undefined ? `not accepted: ${JSON.stringify(outcome.answer)}` : formOf(outcome);

/** Not a matter of form: taken, or refused by a rule, such as an id that nobody has, or a group that one may not join. */
const wellFormed: Case['problem'] = (outcome) => {
  const { datas, error_code = 0 } = outcome.answer;
  const byRule = error_code === 10003 || error_code >= 20000;
  return datas === undefined && !byRule ? `refused: ${JSON.stringify(outcome.answer)}` : formOf(outcome);
};

/** @param told the parameter that a 10000 names, or something inside it */
function refused(told: string | undefined): Case['problem'] {
  return (outcome) => {
    const { error_code, error_msg = '', datas } = outcome.answer;
    const named = error_msg.split('：')[1] ?? '';
    const right =
      told === undefined
        ? named !== ''
        : named === told || named.startsWith(`${told}.`) || named.startsWith(`${told}[`);
    const status = outcome.status ?? 400;
    return error_code === 10000 && datas === undefined && right && status === 400
      ? formOf(outcome)
      : `answered ${status} ${JSON.stringify(outcome.answer).slice(0, 200)}`;
  };
}

function formOf({ status, requestId, ms }: Outcome): string | undefined {
  if (status !== undefined && !requestId) return 'no X-Request-Id';
  return ms > MAX_MS ? `took ${Math.round(ms)} ms` : undefined;
}
