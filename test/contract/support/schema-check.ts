import { Ajv, type AnySchema } from 'ajv';

type Json = Record<string, unknown>;

const DOCUMENT = 'api-document';

/** An example, and the schema that it is one of. */
export interface Example {
  /** JSON pointer, without escapes. */
  readonly where: string;
  readonly schema: AnySchema;
  readonly value: unknown;
}

/** Checks values against schemas of an OpenAPI document, whose references they may hold. */
export class SchemaCheck {
  private readonly ajv = new Ajv({
    // `example` and extensions stand among the keywords.
    strict: false,
    formats: {
      int64: Number.isSafeInteger,
      password: true,
      uri: (text) => text === '' || URL.canParse(text),
      json: isJson,
    },
  });

  constructor(components: unknown) {
    // Once for all of them: to look through the components for each value would take most of a minute.
    this.ajv.addSchema({ $id: DOCUMENT, components: withFullReferences(components) });
  }

  /** What is wrong with it; undefined where nothing is. */
  problemOf(schema: AnySchema, value: unknown): string | undefined {
    const fits = this.ajv.compile(withFullReferences(schema));
    return fits(value) ? undefined : this.ajv.errorsText(fits.errors);
  }
}

/** Every example of the document, wherever it stands: beside a schema, or in one. */
export function examplesIn(node: unknown, where = ''): Example[] {
  if (typeof node !== 'object' || node === null) return [];
  const { example, examples, ...parts } = node as Json;
  // An extension says nothing of values, but for that with the socket events.
  const children = Object.entries(parts).filter(([key]) => !key.startsWith('x-') || key === 'x-socket-events');
  const schema = (parts.schema ?? parts) as AnySchema;
  const values = Object.values((examples ?? {}) as Record<string, { value: unknown }>).map(({ value }) => value);
  return [
    ...(example === undefined ? values : [example, ...values]).map((value) => ({ where, schema, value })),
    ...children.flatMap(([key, child]) => examplesIn(child, `${where}/${key}`)),
  ];
}

/** What a reference names is in the document, wherever the reference itself is. */
function withFullReferences<T>(node: T): T {
  const text = JSON.stringify(node).replaceAll('"$ref":"#/', `"$ref":"${DOCUMENT}#/`);
  return JSON.parse(text) as T;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
