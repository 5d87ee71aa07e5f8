import { describe, expect, it } from 'vitest';
import { type ApiDocument, operationsOf, type Schema, type SocketEvent } from './bad-values/api-document.js';
import { badCases } from './bad-values/cases.js';
import { documentedNames } from './bad-values/documented-names.js';
import { parametersOf } from './bad-values/parameters.js';

const colour: Schema = { type: 'string', minLength: 1, maxLength: 8, example: 'red' };

function documentOf(properties: Record<string, Schema>, toServer: Record<string, SocketEvent> = {}): ApiDocument {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/NewDto' } } };
  return {
    paths: { '/anlife/v1.0/chat/new/call': { post: { security: [{ user: [] }], requestBody: { content } } } },
    components: { schemas: { NewDto: { type: 'object', properties, required: Object.keys(properties) } } },
    'x-socket-events': { toServer },
  };
}

function namesOf(document: ApiDocument): string[] {
  return operationsOf(document).flatMap((operation) =>
    parametersOf(operation).map(({ name }) => `${operation.name} ${name.replaceAll('[0]', '[]')}`),
  );
}

describe('A parameter that is new in the document', () => {
  it('is tried with bad values, whatever its kind and wherever it is nested', () => {
    const document = documentOf(
      {
        colour,
        count: { type: 'integer', example: 1 },
        ids: { type: 'string', 'x-id-list': { maxItems: 9 }, example: '1,2' },
        either: { anyOf: [{ properties: { colour } }, { type: 'string' }] },
        rows: { type: 'array', items: { type: 'object', properties: { colour } } },
        shape: { oneOf: [{ properties: { kind: { type: 'integer', enum: [1] }, edge: { properties: { colour } } } }] },
        known: { additionalProperties: { type: 'integer' }, example: { 'u:1': 5 } },
      },
      { 'new:event': { payload: { schema: { $ref: '#/components/schemas/NewDto' } } } },
    );
    const names = namesOf(document);
    expect(names).toHaveLength(2 * 13);
    expect(names.sort()).toEqual(documentedNames(document).sort());
    for (const operation of operationsOf(document)) {
      for (const parameter of parametersOf(operation)) {
        expect(badCases(operation, parameter, operation.transports[0] ?? 'json').length).toBeGreaterThan(5);
      }
    }
  });

  it.each<[string, Schema]>([
    ['no shape', { type: 'object', example: {} }],
    ['no type', { example: 1 }],
    ['a type that nobody has bad values of', { type: 'boolean', example: true }],
  ])('is refused where the document gives it %s', (_, schema) => {
    expect(() => namesOf(documentOf({ odd: schema }))).toThrow('odd');
  });

  it('is refused where the document gives no example of it', () => {
    const [operation] = operationsOf(documentOf({ odd: { type: 'integer' } }));
    expect(() => operation && parametersOf(operation)[0]?.good()).toThrow('no example of odd');
  });

  it('is refused where it has more forms than its own and text', () => {
    const odd: Schema = { anyOf: [colour, { type: 'integer' }], example: 'red' };
    expect(() => namesOf(documentOf({ odd }))).toThrow('anyOf is for');
  });

  it('is refused where a reference leads nowhere', () => {
    expect(() => namesOf(documentOf({ odd: { $ref: '#/components/schemas/Lost' } }))).toThrow('Lost');
  });
});
