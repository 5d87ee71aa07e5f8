import type { INestApplication, Type } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { JsonSchema } from '../fields/field.js';
import { idListText } from '../fields/fields.js';
import { DOCS_PATH } from '../routes.js';
import { describeForms } from './form-bodies.js';
import { type PushedEvents, socketEventsOf } from './socket-events.js';

const FAILURE = {
  type: 'object',
  required: ['error_code', 'error_msg'],
  properties: { error_code: { type: 'integer' }, error_msg: { type: 'string' } },
  example: { error_code: 10000, error_msg: '参数错误：to_uid' },
};

export interface ApiDocumentOptions {
  readonly version: string;
  /** By event that clients send over Socket.IO: the DTO of its payload. */
  readonly socketEvents: ReadonlyMap<string, Type<object>>;
  /** What the server sends to users. */
  readonly pushedEvents: PushedEvents;
  /** What it sends in the namespace `/cms`. */
  readonly operatorEvents: PushedEvents;
}

interface QueryParameter extends JsonSchema {
  name: string;
  in: string;
  schema?: JsonSchema;
}

/**
 * Builds the OpenAPI document from the routes and serves it at /docs (for people) and /docs-json.
 * Socket events stand beside the calls, under `x-socket-events`.
 */
export function serveApiDocument(app: INestApplication, options: ApiDocumentOptions): OpenAPIObject {
  const { version, socketEvents, pushedEvents, operatorEvents } = options;
  const base = new DocumentBuilder()
    .setTitle('anlife-chat')
    .setDescription(
      '安居生活聊天接口 v1.1 with its additions. Every answer is `{"datas": …}` or `{"error_code", "error_msg"}`; that of ' +
        'an unknown path or a wrong verb is 10004. An integer may also be sent as decimal digits in a JSON string.',
    )
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'user')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'cms/login' }, 'operator')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'cms')
    .build();
  const document = SwaggerModule.createDocument(app, base, { extraModels: [...new Set(socketEvents.values())] });
  document.components = { ...document.components, schemas: { ...document.components?.schemas, Failure: FAILURE } };
  for (const parameter of queryParameters(document)) {
    restoreIdList(parameter);
    restoreGroup(parameter);
  }
  describeForms(document);
  Object.assign(document, { 'x-socket-events': socketEventsOf(document, socketEvents, pushedEvents, operatorEvents) });
  SwaggerModule.setup(DOCS_PATH.slice(1), app, document, {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
  });
  return document;
}

function queryParameters(document: OpenAPIObject): QueryParameter[] {
  return Object.values(document.paths)
    .flatMap((path) => (path.get?.parameters ?? []) as unknown as QueryParameter[])
    .filter((parameter) => parameter.in === 'query');
}

/** Swagger makes "an array of strings" of a `oneOf` in a query, and leaves only the extensions, beside the schema. */
function restoreIdList(parameter: QueryParameter): void {
  const marked = parameter['x-id-list'] as { maxItems: number; example?: unknown } | undefined;
  if (marked === undefined) return;
  const { maxItems, example } = marked;
  delete parameter['x-id-list'];
  parameter.schema = { ...idListText(maxItems), 'x-id-list': { maxItems }, example };
}

/** Swagger puts extensions of a query's parameter beside its schema; in bodies they stand inside. */
function restoreGroup(parameter: QueryParameter): void {
  const together = parameter['x-together'];
  if (together === undefined) return;
  delete parameter['x-together'];
  parameter.schema = { ...parameter.schema, 'x-together': together };
}
