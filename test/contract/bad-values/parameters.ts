import { randomUUID } from 'node:crypto';
import type { Operation, Schema } from './api-document.js';

export type Input = Record<string, unknown>;
export type Path = readonly (string | number)[];

/** One place of an operation's input that can be filled badly. */
export interface Parameter {
  /** `to_uid`, `message.body.text`, `users[0].photo` */
  readonly name: string;
  /** What a 10000 about it names; of a map's entry that is the map. */
  readonly told: string;
  readonly path: Path;
  readonly schema: Schema;
  readonly required: boolean;
  /** Whether it says which variant of an object this is, so that what else it may be is not all bad. */
  readonly discriminates: boolean;
  /** Whether it decides which variant of a parameter beside it is the right one: its other values need another input. */
  readonly decides: boolean;
  /** A new good input: what is required, and this parameter. */
  readonly good: () => Input;
}

/** Every parameter of an operation, however deep. @throws Error where the document says too little of one */
export function parametersOf({ name, input }: Pick<Operation, 'name' | 'input'>): Parameter[] {
  const found = new Map<string, Parameter>();
  const deciding = new Set(
    Object.values(input.properties ?? {})
      .flatMap(variantsOf)
      .flatMap((variant) => Object.keys(variant['x-when'] ?? {})),
  );
  for (const [key, schema] of Object.entries(input.properties ?? {})) {
    const required = input.required?.includes(key) ?? false;
    const variants = variantsOf(schema);
    for (const variant of variants) {
      const good = (): Input => ({
        ...requiredInput(input),
        ...schema['x-together'],
        ...variant['x-when'],
        [key]: goodValue(variant, key),
      });
      const whole = {
        name: key,
        told: key,
        path: [key],
        schema,
        required,
        discriminates: false,
        decides: deciding.has(key),
        good,
      };
      for (const part of [whole, ...partsOf({ ...whole, schema: variant })]) {
        const discriminates = variants.length > 1 && part.schema.enum?.length === 1;
        // Variants share some of their parts.
        if (!found.has(part.name)) found.set(part.name, { ...part, discriminates });
      }
    }
  }
  for (const { name: parameter, schema } of found.values()) {
    if (kindOf(schema) === undefined) throw new Error(`${name}: the document does not say what ${parameter} is`);
  }
  return [...found.values()];
}

/** What is required, and what belongs with it, from the document's examples. */
export function goodInput(input: Schema): Input {
  const required = requiredOf(input).map(([, schema]) => schema);
  return Object.assign(requiredInput(input), ...required.map((schema) => schema['x-together'])) as Input;
}

function requiredInput(input: Schema): Input {
  return Object.fromEntries(requiredOf(input).map(([key, schema]) => [key, goodValue(schema, key)]));
}

function requiredOf(input: Schema): [string, Schema][] {
  return Object.entries(input.properties ?? {}).filter(([key]) => input.required?.includes(key));
}

export type Kind = 'integer' | 'string' | 'idList' | 'object' | 'list';

export function kindOf(schema: Schema): Kind | undefined {
  if (schema['x-id-list']) return 'idList';
  if (schema.type === 'integer') return 'integer';
  if (schema.type === 'string') return 'string';
  if (schema.type === 'array' && schema.items) return 'list';
  const shaped = variantsOf(schema).every((variant) => variant.properties ?? variant.additionalProperties);
  return shaped ? 'object' : undefined;
}

/** Puts a value into a copy of the input. @param value undefined takes what is there away */
export function replaced(input: Input, [head, ...rest]: Path, value: unknown): Input {
  if (head === undefined) throw new Error('A path leads somewhere');
  const copy = (Array.isArray(input) ? [...(input as unknown[])] : { ...input }) as Input;
  if (rest.length > 0) copy[head] = replaced((copy[head] ?? {}) as Input, rest, value);
  else if (value === undefined) delete copy[head];
  else copy[head] = value;
  return copy;
}

function variantsOf(schema: Schema): readonly Schema[] {
  return schema['x-id-list'] === undefined ? (schema.oneOf ?? [schema]) : [schema];
}

function partsOf(whole: Parameter): Parameter[] {
  const { schema, name, path } = whole;
  const part = (key: string, inner: Schema, own: Partial<Parameter>): Parameter[] => {
    if (inner.oneOf && !inner['x-id-list']) throw new Error(`${name}.${key}: only a whole parameter may have variants`);
    const here = [...path, key];
    const good = (): Input => replaced(whole.good(), here, goodValue(inner, key));
    const found = { ...whole, name: `${name}.${key}`, told: `${name}.${key}`, path: here, schema: inner, good, ...own };
    return [found, ...partsOf(found)];
  };
  if (schema.items) return partsOf({ ...whole, name: `${name}[0]`, path: [...path, 0], schema: schema.items });
  if (schema.additionalProperties) {
    const [entry] = Object.entries(goodValue(schema, name) as Input);
    if (entry === undefined) throw new Error(`${name}: its example is empty`);
    const [key, example] = entry;
    return part(
      key,
      { example, ...schema.additionalProperties },
      { name: `${name}.*`, told: whole.told, required: false },
    );
  }
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
    part(key, inner, { required: schema.required?.includes(key) ?? false }),
  );
}

function goodValue(schema: Schema, name: string): unknown {
  // One that is used again is a repeat, or a 20009.
  if (name === 'client_msg_id') return randomUUID();
  const [variant = schema] = variantsOf(schema);
  if (variant.properties) return goodInput(variant);
  if (variant.items && schema.example === undefined) return [goodValue(variant.items, name)];
  const value = variant.example ?? schema.example ?? variant.enum?.[0];
  if (value === undefined) throw new Error(`The document gives no example of ${name}`);
  return value;
}
