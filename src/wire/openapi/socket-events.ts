import type { Type } from '@nestjs/common';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import type { JsonSchema } from '../fields/field.js';
import { FAILURE_REF, failureExamples, type NamedExamples, named } from './api-call.js';

/** What an event of the server carries. */
export interface PushedEvent {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly examples: NamedExamples;
}

/** By event that the server sends: what it carries. */
export type PushedEvents = Readonly<Record<string, PushedEvent>>;

interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: NamedExamples;
}

interface Call {
  readonly path: string;
  readonly input: Content;
  readonly answer: Content;
}

/**
 * The events of Socket.IO: `toServer` with what each takes and what its acknowledgement answers, `toClient`
 * and, in the namespace `/cms`, `toOperator` with what each carries.
 * @throws Error where an event takes what no call takes: nothing would say what it answers
 */
export function socketEventsOf(
  document: OpenAPIObject,
  taken: ReadonlyMap<string, Type<object>>,
  toClient: PushedEvents,
  toOperator: PushedEvents,
): object {
  const calls = jsonCalls(document);
  const toServer = [...taken].map(([event, dto]) => {
    const call = calls.find(({ input }) => input.schema.$ref === getSchemaPath(dto));
    if (call === undefined) throw new Error(`${event}: no call takes a ${dto.name}, as an event's twin does`);
    return [event, { payload: call.input, ack: acknowledgementOf(call) }];
  });
  return { toServer: Object.fromEntries(toServer) as object, toClient, toOperator };
}

/** Same validation, same codes (contract, section 6). */
function acknowledgementOf({ path, answer: { schema, example, examples } }: Call): object {
  return {
    description: `As POST ${path} answers; 10005 where too many events of the socket are waiting`,
    schema: { oneOf: [schema, FAILURE_REF] },
    examples: { ...(examples ?? named({ datas: example })), ...failureExamples([10000, 10005]) },
  };
}

function jsonCalls(document: OpenAPIObject): Call[] {
  return Object.entries(document.paths).flatMap(([path, { post }]) => {
    const input = jsonOf(post?.requestBody);
    const answer = jsonOf(post?.responses['200']);
    return input && answer ? [{ path, input, answer }] : [];
  });
}

function jsonOf(part: unknown): Content | undefined {
  return (part as { content?: Record<string, Content> } | undefined)?.content?.['application/json'];
}
