import type { OpenAPIObject } from '@nestjs/swagger';
import type { JsonSchema } from '../fields/field.js';
import { JSON_TEXT } from '../fields/fields.js';
import { type NamedExamples, named } from './api-call.js';

interface Body {
  schema: JsonSchema;
  examples?: NamedExamples;
}

type Properties = Readonly<Record<string, JsonSchema>>;

/** Forms carry an object as its JSON text only: says so in the schema and the examples of their media types. */
export function describeForms(document: OpenAPIObject): void {
  for (const { post } of Object.values(document.paths)) {
    const content = ((post?.requestBody as { content?: unknown } | undefined)?.content ?? {}) as Record<string, Body>;
    for (const [type, body] of Object.entries(content)) {
      if (type !== 'application/json') content[type] = formOf(document, body);
    }
  }
}

function formOf(document: OpenAPIObject, body: Body): Body {
  const name = String(body.schema.$ref).split('/').at(-1) ?? '';
  const dto = (document.components?.schemas?.[name] ?? {}) as { properties?: Properties };
  const texts = Object.entries(dto.properties ?? {}).filter(([, property]) => isObjectOrText(property));
  if (texts.length === 0) return body;
  const described = texts.map(([key, { description, example }]) => {
    return [key, { ...JSON_TEXT, description, example: JSON.stringify(example) }] as const;
  });
  const keys = texts.map(([key]) => key);
  const examples = Object.entries(body.examples ?? {}).map(([name, { value }]) => [name, withTexts(value, keys)]);
  return {
    schema: { ...dto, properties: { ...dto.properties, ...Object.fromEntries(described) } },
    ...(body.examples && { examples: named(Object.fromEntries(examples) as Record<string, unknown>) }),
  };
}

function isObjectOrText({ anyOf }: JsonSchema): boolean {
  return Array.isArray(anyOf) && anyOf.some((form: JsonSchema) => form.format === JSON_TEXT.format);
}

function withTexts(value: unknown, keys: readonly string[]): object {
  const parts = Object.entries(value as object) as [string, unknown][];
  return Object.fromEntries(parts.map(([key, part]) => [key, keys.includes(key) ? JSON.stringify(part) : part]));
}
