import type { Schema } from '../bad-values/api-document.js';
import type { Input } from '../bad-values/parameters.js';
import { RawJson, toJsonText } from '../bad-values/raw-json.js';

/** A user whom nothing names but what an attacker adds. */
export const NAMED = 777_000_777;
/** Of all that an attacker adds; nothing else contains it. */
export const MARK = 'mark-of-an-attack';

/** Names under which a server might keep something, or look up who calls: as they are on the wire, in tables and in code. */
const IDS = [
  ...['uid', 'user_id', 'from_uid', 'sender', 'sender_id', 'token_uid', 'sub', 'caller', 'owner_uid', 'owner_id'],
  ...['receiver_id', 'applicant_id', 'operator_id', 'member_id', 'to_uid', 'service_id', 'group_id', 'id', 'msg_id'],
  ...['seq', 'relation_apply_id', 'created_at', 'banned_at', 'deleted_at', 'recalled_at', 'token_version'],
  ...['senderId', 'ownerId', 'msgId', 'createdAt', 'bannedAt', 'tokenVersion'],
];
const TEXTS = [
  ...['is_admin', 'isAdmin', 'role', 'state', 'send_time', 'created', 'updated', 'conversation_id', 'conversationId'],
  ...['password_hash', 'passwordHash', 'actor', 'cms', 'kind', 'table', 'where', 'relations'],
];
const EXTRAS: Input = {
  ...Object.fromEntries(IDS.map((name) => [name, NAMED])),
  ...Object.fromEntries(TEXTS.map((name) => [name, MARK])),
  from: { uid: NAMED, nickname: MARK, photo: MARK },
  identity: { kind: 'user', uid: NAMED, role: MARK },
  group: { group_id: NAMED, group_type: '4' },
};

/** The input with fields added in each of its objects that the interface does not define there. */
export function withExtras(input: Input, schema: Schema): Input {
  const defined = new Set(namesOf(schema));
  const extras = Object.entries(EXTRAS).filter(([name]) => !defined.has(name));
  return inEachObject(input, schema, (object) => ({ ...Object.fromEntries(extras), ...object }), withExtras);
}

/** What would reach a prototype, where somebody copied it key by key. */
const POISON = JSON.stringify({ polluted: MARK, uid: NAMED, text: MARK, role: MARK, from: { uid: NAMED } });

/** The input with `__proto__` and `constructor.prototype` in each of its objects. */
export function poisoned(input: Input, schema: Schema, inside = false): Input {
  const added = (object: Input): Input =>
    new RawJson(
      toJsonText(object).replace(
        /\}$/,
        `${Object.keys(object).length > 0 ? ',' : ''}"__proto__":${POISON},"constructor":{"prototype":${POISON}}}`,
      ),
    ) as unknown as Input;
  // On top of a form there are names, not an object.
  const top = inside ? added : (object: Input): Input => object;
  return inEachObject(input, schema, top, (part, of) => poisoned(part, of, true));
}

function inEachObject(
  input: Input,
  schema: Schema,
  change: (object: Input) => Input,
  into: (part: Input, schema: Schema) => Input,
): Input {
  const entries = Object.entries(input).map(([name, value]) => [name, changed(value, partOf(schema, name), into)]);
  return change(Object.fromEntries(entries) as Input);
}

function changed(value: unknown, schema: Schema | undefined, into: (part: Input, schema: Schema) => Input): unknown {
  if (schema === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => changed(item, schema.items, into));
  // Keys of a map are data.
  return schema.additionalProperties ? value : into(value as Input, schema);
}

function variantsOf(schema: Schema): readonly Schema[] {
  return schema.oneOf ?? [schema];
}

function namesOf(schema: Schema): string[] {
  return variantsOf(schema).flatMap(({ properties = {} }) => Object.keys(properties));
}

/** The schema of a property; of several variants all that it may be. */
function partOf(schema: Schema, name: string): Schema | undefined {
  const found = variantsOf(schema).flatMap(({ properties }) => properties?.[name] ?? []);
  return found.length > 1 ? { oneOf: found.flatMap(variantsOf) } : found[0];
}
