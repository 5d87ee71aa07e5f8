export type Transport = 'json' | 'form' | 'multipart' | 'query' | 'socket';

/** As much of a JSON schema as the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly (number | string)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly oneOf?: readonly Schema[];
  /** One value in several forms: the first is its own, the others its text. */
  readonly anyOf?: readonly Schema[];
  readonly example?: unknown;
  readonly 'x-id-list'?: { readonly maxItems: number };
  /** In a variant (`oneOf`): what parameters beside it must be for it to be the right one. */
  readonly 'x-when'?: Readonly<Record<string, unknown>>;
  /** Where a call takes one group of parameters or another: examples of what belongs with this one. */
  readonly 'x-together'?: Readonly<Record<string, unknown>>;
}

interface PathItem {
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface SocketEvent {
  readonly payload: { readonly schema: Schema };
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PathItem>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly 'x-socket-events': { readonly toServer: Readonly<Record<string, SocketEvent>> };
}

/** A call or a socket event, as the document has it. */
export interface Operation {
  /** `message/sendMessage`, or an event's name. */
  readonly name: string;
  /** `operator` is for what people only may call, with their own token. */
  readonly access: 'user' | 'cms' | 'operator' | 'public';
  readonly transports: readonly Transport[];
  /** An object schema without references, whose properties are the parameters. */
  readonly input: Schema;
}

const BASE = '/anlife/v1.0/chat/';

const CONTENT_TYPES: Readonly<Record<string, Transport>> = {
  'application/json': 'json',
  'application/x-www-form-urlencoded': 'form',
  'multipart/form-data': 'multipart',
};

/** Every call under the base path and every socket event. */
export function operationsOf(document: ApiDocument): Operation[] {
  const calls = Object.entries(document.paths)
    .filter(([path]) => path.startsWith(BASE))
    .flatMap(([path, item]) =>
      Object.entries(item).map(([verb, call]) => callOf(document, path.slice(BASE.length), verb, call)),
    );
  const events = Object.entries(document['x-socket-events'].toServer).map(([name, { payload }]): Operation => ({
    name,
    access: 'user',
    transports: ['socket'],
    input: expand(document, payload.schema),
  }));
  return [...calls, ...events];
}

function callOf(document: ApiDocument, name: string, verb: string, call: PathItem): Operation {
  const [security = {}] = call.security ?? [];
  const access = (['user', 'cms', 'operator'] as const).find((kind) => kind in security) ?? 'public';
  if (verb === 'get') return { name, access, transports: ['query'], input: queryOf(document, call) };
  if (verb !== 'post') throw new Error(`${verb} ${name}: the contract knows GET and POST`);
  const content = call.requestBody?.content ?? {};
  const transports = Object.keys(content).map((type) => {
    const transport = CONTENT_TYPES[type];
    if (!transport) throw new Error(`${name} takes ${type}, which no transport here can send`);
    return transport;
  });
  const [body = { schema: {} }] = Object.values(content);
  return { name, access, transports, input: expand(document, body.schema) };
}

function queryOf(document: ApiDocument, { parameters = [] }: PathItem): Schema {
  return {
    type: 'object',
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, expand(document, schema)])),
  };
}

/** The schema with every reference replaced by what it names, and of several forms the first. */
function expand(document: ApiDocument, { $ref, ...own }: Schema): Schema {
  const name = $ref?.split('/').at(-1) ?? '';
  const named = document.components.schemas[name];
  if ($ref !== undefined && !named) throw new Error(`The document refers to ${$ref}, which it does not hold`);
  const { anyOf: [form, ...texts] = [], ...schema }: Schema = { ...named, ...own };
  if (texts.some(({ type }) => type !== 'string')) throw new Error('anyOf is for a value and its text');
  if (form) return expand(document, { ...form, ...schema });
  const inside = (part: Schema): Schema => expand(document, part);
  return {
    ...schema,
    ...(schema.oneOf && { oneOf: schema.oneOf.map(inside) }),
    ...(schema.items && { items: inside(schema.items) }),
    ...(schema.additionalProperties && { additionalProperties: inside(schema.additionalProperties) }),
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([key, part]) => [key, inside(part)])),
    }),
  };
}
