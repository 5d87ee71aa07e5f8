import type { Schema } from './bad-values/api-document.js';
import { kindOf, type Parameter } from './bad-values/parameters.js';
import { RawJson } from './bad-values/raw-json.js';

/** A value that is no good for a parameter, in each form in which it can travel there. */
export interface BadValue {
  readonly name: string;
  /** In JSON: a body, a socket event, or inside an object. Undefined where it has no such form. */
  readonly json?: unknown;
  /** In a form or query; several are a name that is repeated. Undefined where it is nothing that text can be. */
  readonly text?: string | readonly string[];
  /** The whole body may be refused for it, before anybody looks for a parameter. */
  readonly refusesAll?: boolean;
}

const EMOJI = '😀';
const MAX = Number.MAX_SAFE_INTEGER;
const inJson = (name: string, json: unknown): BadValue => ({ name, json });
const anywhere = (text: string, name = JSON.stringify(text)): BadValue => ({ name, json: text, text });
const repeated = (...texts: string[]): BadValue => ({ name: `repeated ${texts.join(' ')}`, text: texts });
/** Over forms and queries it cannot travel: percent-decoding makes U+FFFD of it, which is a character like others. */
const LONE_SURROGATES = [inJson('lone high surrogate', 'a\ud800'), inJson('lone low surrogate', '\udc00b')];
/** Over a socket an attachment of its own, in a body `{"type":"Buffer","data":[…]}`. */
const BINARY = inJson('bytes', Buffer.from('41'));

/** Every bad value of a parameter, by what the document says of it. */
export function badValuesOf({ schema, discriminates }: Parameter): readonly BadValue[] {
  switch (kindOf(schema)) {
    case 'integer':
      return [...NO_INTEGERS, BINARY, ...outOfBounds(schema, discriminates)];
    case 'string':
      return [...NO_STRINGS, BINARY, ...LONE_SURROGATES, ...unfitStrings(schema)];
    case 'idList':
      return [...NO_ID_LISTS, BINARY, ...tooManyIds(schema['x-id-list']?.maxItems ?? 0)];
    case 'object':
      // A map takes any key that is well-formed, and what would reach a prototype is left out before.
      return schema.additionalProperties ? [...NO_OBJECTS, BINARY] : [...NO_OBJECTS, SMUGGLED, BINARY];
    case 'list':
      return [...NO_LISTS, inJson('too long', Array(1 + (schema.maxItems ?? 0)).fill({}))];
    case undefined:
      throw new Error('No kind of parameter');
  }
}

const NO_INTEGERS: readonly BadValue[] = [
  ...['1e3', ' 41', '41 ', '\t41', '41\n', '4.1', '41.0', '0x1', '0b1', '007', '00', '+1', '-1', '-0'].map((text) =>
    anywhere(text),
  ),
  ...['１', '٤١', '4１', 'NaN', 'Infinity', 'true', 'null', '[41]', '{}', '1,2', '1_000', '1 or 1=1', 'x'].map((text) =>
    anywhere(text),
  ),
  anywhere('1\0', '1 and NUL'),
  anywhere('9007199254740992', '"2^53"'),
  anywhere('9007199254740993', '"2^53+1"'),
  anywhere('9223372036854775808', '"2^63"'),
  anywhere('1e21'),
  inJson('4.1', 4.1),
  inJson('-1', -1),
  inJson('-0', new RawJson('-0')),
  inJson('2^53', MAX + 1),
  inJson('2^53+1', new RawJson('9007199254740993')),
  inJson('2^63', new RawJson('9223372036854775808')),
  inJson('1e21', 1e21),
  inJson('1e400', new RawJson('1e400')),
  inJson('empty', ''),
  inJson('true', true),
  inJson('false', false),
  inJson('[41]', [41]),
  inJson('["41"]', ['41']),
  inJson('[]', []),
  inJson('{}', {}),
  inJson('{valueOf}', { valueOf: 41, toString: 41 }),
  repeated('41', '41'),
  ...LONE_SURROGATES,
];

function outOfBounds({ enum: members, minimum = 1, maximum = MAX }: Schema, discriminates: boolean): BadValue[] {
  // Other variants than the documented ones may exist for other callers (20007), but not these.
  const numbers = discriminates ? [0, 9, 99] : members ? nonMembers(members.map(Number)) : [minimum - 1, maximum + 1];
  return numbers.flatMap((number) => [inJson(String(number), number), anywhere(String(number))]);
}

function nonMembers(members: readonly number[]): number[] {
  const around = Array.from({ length: Math.max(...members) + 3 }, (_, index) => index - 1);
  return around.filter((number) => !members.includes(number));
}

const NO_STRINGS: readonly BadValue[] = [
  anywhere('a\0b', 'NUL'),
  ...[1, 0, true, false, ['a'], [], {}, { toString: 1 }, { length: 1 }].map((value) =>
    inJson(JSON.stringify(value), value),
  ),
  repeated('a', 'b'),
];

function unfitStrings({ minLength = 0, maxLength, pattern, format }: Schema): BadValue[] {
  if (maxLength === undefined) throw new Error('A string without a limit takes whatever the body may hold');
  const breaking = [
    ' ',
    'a b',
    '../x',
    'é',
    '<b>',
    "x'--",
    '１',
    'jpeg',
    'u:',
    'g:5:1',
    'u:01',
    's:-1',
    'u:1\n',
    EMOJI,
  ];
  const unmatched = pattern === undefined ? [] : breaking.filter((text) => !new RegExp(pattern).test(text));
  return [
    anywhere('x'.repeat(maxLength + 1), 'one character too many'),
    anywhere(EMOJI.repeat(maxLength + 1), 'one emoji too many'),
    anywhere('x'.repeat(100_000), 'far too long'),
    ...(minLength > 0 ? [inJson('empty', '')] : []),
    ...(minLength > 1 ? [anywhere('x'.repeat(minLength - 1), 'too short')] : []),
    ...unmatched.map((text) => anywhere(text)),
    ...(format === 'uri' ? [...NO_URLS, anywhere(`http://x/${'y'.repeat(maxLength - 8)}`, 'URL too long')] : []),
  ];
}

const NO_URLS: readonly BadValue[] = [
  ...['x', '/x', '//x/y', 'http:', 'http://', 'http:x', 'ftp://x/y', 'file:///etc/passwd', 'javascript:alert(1)'],
  ...[
    'http:///x',
    'http://@x/',
    'data:text/html,x',
    ' http://x/',
    'http://x/ y',
    'http://x/\n',
    'http://a:b@x/',
    'http://x\\y',
    'http://<b>/',
  ],
].map((text) => anywhere(text));

const NO_ID_LISTS: readonly BadValue[] = [
  repeated('1', '2'),
  ...[',', '1,,2', '1,', ',1', '1, 2', ' 1', '1;2', '1 or 1=1', '01', '1,02', '1.5', '-1', '0', '1,0', '1e3', '１'].map(
    (text) => anywhere(text),
  ),
  ...['x', '1,x', '[1,2]', '1\n', '9007199254740992', '1,9223372036854775808', '1\0'].map((text) => anywhere(text)),
  inJson('empty', ''),
  ...[[], [1, 'x'], [1, ' 2'], ['1,2'], [[1]], [null], [1, null], [true], [1.5], [0], [-1], [{}], true, {}, 0, 1.5].map(
    (value) => inJson(JSON.stringify(value), value),
  ),
  inJson('2^53', MAX + 1),
  inJson('[2^53]', [MAX + 1]),
  inJson('{0: 1}', { 0: 1, length: 1 }),
  ...LONE_SURROGATES,
];

function tooManyIds(max: number): BadValue[] {
  const ids = Array.from({ length: max + 1 }, (_, index) => index + 1);
  return [
    { name: `${max + 1} ids`, json: ids, text: ids.join(',') },
    inJson(`${max + 1} ids as text`, ids.join(',')),
    // Whether they count before or after they collapse, they are more than anybody has a reason to send.
    { name: 'far too many', json: Array(30_000).fill(1), text: ','.repeat(30_000), refusesAll: true },
  ];
}

/** Percent-encoded they are three times as long, and a user call ends at 128 KiB. Recursion ends at some 3,000 levels. */
const brackets = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const braces = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;

const SMUGGLED = anywhere('{"__proto__":{"msg_type":1}}', 'smuggled prototype');

const NO_OBJECTS: readonly BadValue[] = [
  ...['not json', '[]', '[{}]', '1', '"x"', 'null', 'true', '{', '{}x', "{'a':1}", '\0', '{"a":\ud800}'].map((text) =>
    anywhere(text),
  ),
  ...[[], [{}], 1, 0, true, false].map((value) => inJson(JSON.stringify(value), value)),
  inJson('empty', ''),
  { name: 'brackets', json: new RawJson(brackets(20_000)), text: brackets(20_000), refusesAll: true },
  { name: 'brackets as text', json: brackets(20_000) },
  { name: 'braces', json: new RawJson(braces), text: braces, refusesAll: true },
  repeated('{}', '{}'),
];

const NO_LISTS: readonly BadValue[] = ['x', '[]', '', 1, true, {}, [], [null], [1], ['x'], [[]], [{}]].map((value) =>
  inJson(JSON.stringify(value), value),
);
