import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { deal, SAMPLE } from '../support/tables/table-sample.js';
import { MARK, NAMED, poisoned, withExtras } from './attacks/marked-inputs.js';
import { type Operation, operationsOf, type Transport } from './bad-values/api-document.js';
import { goodInput, type Input, kindOf, parametersOf, replaced } from './bad-values/parameters.js';
import { forge } from './bad-values/tokens.js';
import { changesOf, type Traces } from './bad-values/traces.js';
import { isTextual } from './bad-values/transports.js';
import { World } from './bad-values/world.js';

const world = await World.start();
afterAll(() => world.close());

const operations = operationsOf(world.document);
/** Every operation, over one at least of its transports. */
const doors = deal(
  operations.map((operation) => ({
    operation,
    kind: operation.transports.join(),
    cases: operation.transports,
  })),
  1,
).flatMap(({ operation, cases }) => cases.map((transport) => ({ name: operation.name, operation, transport })));
/** Those that can carry an object inside the input. */
const withObjects = doors.filter(({ operation }) => Object.values(goodInput(operation.input)).some(isObject));

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

let before: Traces;

/** Sends it, and gives the rows and pushes that then hold something of what was added. */
async function marksLeftBy(operation: Operation, transport: Transport, input: Input): Promise<string[]> {
  const { answer } = await world.send(operation, transport, input);
  expect(answer).toEqual({ datas: expect.anything() });
  expect(JSON.stringify(answer)).not.toContain(MARK);
  const after = await world.traces();
  const changes = changesOf(before, after);
  before = after;
  return changes.filter((change) => change.includes(MARK) || change.includes(String(NAMED)));
}

beforeAll(async () => {
  const [importUsers] = operations.filter(({ name }) => name === 'cms/importUsers');
  if (!importUsers) throw new Error('No importUsers');
  const users = [{ user_id: NAMED, nickname: 'named', photo: '' }];
  expect((await world.send(importUsers, 'json', { users })).answer.datas).toBe(1);
  before = await world.traces();
});

/** Contract, section 2: ignored. Whoever copies a whole input into a row (mass assignment) stores it. */
describe(`What an interface does not define (${SAMPLE})`, () => {
  it.each(doors)('$name over $transport: nothing of it is stored or pushed', async ({ operation, transport }) => {
    const input = withExtras(goodInput(operation.input), operation.input);
    expect(await marksLeftBy(operation, transport, input)).toEqual([]);
  });

  it('would be found: what is defined is', async () => {
    const [send] = operations.filter(({ name }) => name === 'message/sendMessage');
    if (!send) throw new Error('No sendMessage');
    const message = { msg_type: 1, body: { text: MARK } };
    expect(await marksLeftBy(send, 'json', { ...goodInput(send.input), message })).not.toEqual([]);
  });

  it('names nobody: the user whom it named has no messages, friends, blocks or groups', async () => {
    const headers = { authorization: `Bearer ${forge({ sub: String(NAMED) })}` };
    const ask = async (call: string, init: RequestInit = {}): Promise<unknown> => {
      const response = await fetch(`${world.url}${BASE_PATH}/${call}`, { headers, ...init });
      return ((await response.json()) as { datas?: { total: unknown } }).datas?.total;
    };
    const lists = ['getUserBlacklist', 'getFriendList', 'getFriendApplyList', 'getSentFriendApplyList'];
    for (const list of lists) {
      const body = new URLSearchParams({ page: '1' });
      expect(await ask(`user/${list}`, { method: 'POST', body })).toBe('0');
    }
    expect(await ask('message/getConversationList')).toBe(0);
    expect(await ask('group/getGroupList')).toBe(0);
  });
});

describe(`In every object of the input (${SAMPLE})`, () => {
  const members = (): string[] => Object.getOwnPropertyNames(Object.prototype);

  it.each(withObjects)(
    '$name over $transport: what would reach a prototype reaches nothing',
    async ({ operation, transport }) => {
      const known = members();
      const input = poisoned(goodInput(operation.input), operation.input, !isTextual(transport));
      expect(await marksLeftBy(operation, transport, input)).toEqual([]);
      expect(members()).toEqual(known);
    },
  );

  it('as JSON text in JSON and in an event, too', async () => {
    for (const { operation, transport } of withObjects.filter((door) => !isTextual(door.transport))) {
      if (operation.input.properties?.['message'] === undefined) continue;
      const { message, ...others } = goodInput(operation.input);
      const text = JSON.stringify(message).replace(/\}$/, `,"__proto__":{"msg_type":3,"from":"${MARK}"}}`);
      expect(await marksLeftBy(operation, transport, { ...others, message: text })).toEqual([]);
    }
  });
});

const SQL = [
  "1' OR '1'='1",
  '1 OR 1=1',
  '1); DROP TABLE users;--',
  '1/**/UNION/**/SELECT/**/1',
  '1abc',
  '1,2 OR 1=1',
  "1' -- ",
];
/** Parameters that are ids, or lists of them, with some of it. */
const ids = deal(
  operations.flatMap((operation) =>
    parametersOf(operation).flatMap((place) => {
      const kind = kindOf(place.schema);
      if (kind !== 'integer' && kind !== 'idList') return [];
      return { call: operation.name, parameter: place.name, operation, place, kind, cases: SQL };
    }),
  ),
  2,
);

/** MariaDB takes '1abc' for 1 where it compares it with a number, and SQLite does not. */
describe(`SQL in an id (${SAMPLE})`, () => {
  it.each(ids)('is a 10000 to $call in $parameter', async ({ operation, place, cases }) => {
    for (const value of cases) {
      const input = replaced(place.good(), place.path, value);
      const [transport = 'json'] = operation.transports;
      const { answer } = await world.send(operation, transport, input);
      expect([value, answer]).toEqual([value, { error_code: 10000, error_msg: expect.stringContaining(place.told) }]);
    }
  });

  it('leaves nothing behind', async () => {
    expect(changesOf(before, await world.traces())).toEqual([]);
  });
});
