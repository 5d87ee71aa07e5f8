import { afterAll, describe, expect, it, vi } from 'vitest';
import { deal, SAMPLE } from '../support/tables/table-sample.js';
import { operationsOf } from './bad-values/api-document.js';
import { goodInput, type Input, kindOf } from './bad-values/parameters.js';
import { RawJson } from './bad-values/raw-json.js';
import { isTextual, type Outcome } from './bad-values/transports.js';
import { World } from './bad-values/world.js';

// Hundreds of requests in one test; thousands where the table is whole.
vi.setConfig({ testTimeout: 120_000 });

const world = await World.start();
afterAll(() => world.close());

const operations = operationsOf(world.document);
const doors = operations.flatMap((operation) =>
  operation.transports.map((transport) => ({ name: `${operation.name} over ${transport}`, operation, transport })),
);
const required = doors.filter(({ operation }) => (operation.input.required ?? []).length > 0);

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', '__defineGetter__'];
const VALUES = ['x', 1, null, { polluted: true, to_uid: 1, prototype: { polluted: true } }];
/** Every key at every door, with one value at least. */
const withOwnKeys = deal(
  KEYS.flatMap((kind) => required.map((door) => ({ door, kind, cases: VALUES }))),
  1,
);

function problemsOf(outcomes: readonly [string, Outcome][], isRight: (answer: Outcome['answer']) => boolean): string[] {
  return outcomes
    .filter(([, { answer }]) => !isRight(answer))
    .map(([name, { answer }]) => `${name}: ${JSON.stringify(answer)}`);
}

const isAccepted = ({ datas }: Outcome['answer']): boolean => datas !== undefined;
const isRefused = ({ error_code }: Outcome['answer']): boolean => error_code === 10000;

async function sendAll(
  inputOf: (input: Input, textual: boolean, defined: object) => Input,
  over = doors,
): Promise<[string, Outcome][]> {
  const outcomes: [string, Outcome][] = [];
  for (const { name, operation, transport } of over) {
    const input = inputOf(goodInput(operation.input), isTextual(transport), operation.input.properties ?? {});
    outcomes.push([name, await world.send(operation, transport, input)]);
  }
  return outcomes;
}

describe('A whole input', () => {
  it('may hold what the interface does not define: base parameters of the app, other names for the caller', async () => {
    const extras = {
      app: 'a-ajk',
      cv: 9.5,
      o: ['iOS'],
      from: { uid: 1 },
      uid: 41,
      msg_id: 7,
      send_time: null,
      seq: 1,
      '': 1,
    };
    const undefinedBy = (defined: object): Input =>
      Object.fromEntries(Object.entries(extras).filter(([name]) => !Object.hasOwn(defined, name)));
    const outcomes = await sendAll((input, _textual, defined) => ({ ...undefinedBy(defined), ...input }));
    expect(problemsOf(outcomes, isAccepted)).toEqual([]);
  });

  it('cannot name another caller', async () => {
    const [send] = operations.filter(({ name }) => name === 'message/sendMessage');
    if (!send) throw new Error('No sendMessage');
    const extras = { uid: 41, from: { uid: 41 }, from_uid: 41, sender: 41, sender_id: 41, user_id: 41 };
    const input = { ...goodInput(send.input), ...extras };
    for (const transport of send.transports)
      expect((await world.send(send, transport, input)).answer.datas).toBeDefined();
    const { pushed } = await world.traces();
    expect(pushed?.filter((push) => push.includes('"from":{"uid":"77"'))).not.toEqual([]);
    expect(pushed?.filter((push) => push.includes('"from":{"uid":"41"'))).toEqual([]);
  });

  it.each(KEYS)(`may have a key %s: it is ignored, breaks and changes nothing (${SAMPLE})`, async (key) => {
    const own = (value: unknown) => (input: Input, textual: boolean) =>
      textual
        ? Object.fromEntries([...Object.entries(input), [key, value]])
        : (new RawJson(
            JSON.stringify(input).replace(/\}$/, `,"${key}":${JSON.stringify(value)}}`),
          ) as unknown as Input);
    for (const { door, kind, cases } of withOwnKeys) {
      if (kind !== key) continue;
      for (const value of cases) expect(problemsOf(await sendAll(own(value), [door]), isAccepted)).toEqual([]);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(['[]', '[{}]', '"x"', '1', 'true', 'null', '{}', '{"":{}}'])('is refused as JSON %s', async (json) => {
    const over = required.filter(({ transport }) => !isTextual(transport));
    const outcomes = await sendAll(() => new RawJson(json) as unknown as Input, over);
    expect(problemsOf(outcomes, isRefused)).toEqual([]);
  });

  it('is refused where it is empty', async () => {
    const outcomes = await sendAll(() => ({}), required);
    expect(problemsOf(outcomes, isRefused)).toEqual([]);
  });

  it('is refused with a name repeated, in forms and queries, also where both values are the same', async () => {
    const outcomes: [string, Outcome][] = [];
    for (const { name: door, operation, transport } of required.filter((it) => isTextual(it.transport))) {
      const { required: names = [], properties = {} } = operation.input;
      const input = goodInput(operation.input);
      // Several ids may come as one name repeated.
      for (const name of names.filter((it) => properties[it] && kindOf(properties[it]) !== 'idList')) {
        const value = input[name];
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        outcomes.push([
          `${name} of ${door}`,
          await world.send(operation, transport, { ...input, [name]: [text, text] }),
        ]);
      }
    }
    expect(outcomes.length).toBeGreaterThan(20);
    expect(problemsOf(outcomes, isRefused)).toEqual([]);
  });

  it('counts the last of a key that JSON repeats', async () => {
    const over = required.filter(({ transport }) => transport === 'json' || transport === 'socket');
    const twice = (first: string, last: string) => (input: Input) => {
      const [[name, value] = ['', '']] = Object.entries(input);
      const pick = (text: string): string => (text === 'good' ? JSON.stringify(value) : text);
      const others = JSON.stringify({ ...input, [name]: undefined }).slice(1);
      const comma = others === '}' ? '' : ',';
      return new RawJson(`{"${name}":${pick(first)},"${name}":${pick(last)}${comma}${others}`) as unknown as Input;
    };
    expect(problemsOf(await sendAll(twice('{"a":1}', 'good'), over), isAccepted)).toEqual([]);
    expect(problemsOf(await sendAll(twice('good', '{"":1}'), over), isRefused)).toEqual([]);
  });
});
