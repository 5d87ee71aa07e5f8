import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiConsumes, ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { AppError } from '../../common/errors/app-error.js';
import { ERROR_CODES, type ErrorCode } from '../../common/errors/error-codes.js';
import { failure } from '../envelope.js';
import type { JsonSchema } from '../fields/field.js';

/** Examples by name, as OpenAPI has them. */
export type NamedExamples = Readonly<Record<string, { readonly value: unknown }>>;

/** One whole answer or several, the document's own where it has them. */
type AnswerExamples =
  | { readonly example: unknown; readonly examples?: never }
  | { readonly example?: never; readonly examples: NamedExamples };

export type ApiCallOptions = AnswerExamples & {
  /** One line: what the call does. */
  readonly summary: string;
  /** The document's interface number, 1 … 15, or undefined for an addition. */
  readonly document?: number;
  readonly description?: string;
  /** What `datas` holds. */
  readonly datas: JsonSchema;
  /** Codes beyond those that any call may answer (10000, 10001, 10007 …). */
  readonly errors?: readonly ErrorCode[];
};

const EVERY_CALL: readonly ErrorCode[] = [10000, 10001, 10002, 10006, 10007, 10500];
const EVERY_POST: readonly ErrorCode[] = [...EVERY_CALL, 10008];

/** What a call answers that has nothing else to say. */
export const ONE: JsonSchema = { type: 'integer', enum: [1] };

/** The error envelope. */
export const FAILURE_REF: JsonSchema = { $ref: '#/components/schemas/Failure' };

export function named(values: Readonly<Record<string, unknown>>): NamedExamples {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

/** The answer of each code, in Chinese. */
export function failureExamples(codes: readonly ErrorCode[]): NamedExamples {
  return named(Object.fromEntries(codes.map((code) => [code, failure(new AppError(code), 'zh')])));
}

/** A GET call: inputs come from the query string. */
export function ApiQueryCall(options: ApiCallOptions): MethodDecorator {
  return describeCall(options, EVERY_CALL);
}

/** A POST call: answers 200, takes JSON, urlencoded and multipart bodies. */
export function ApiBodyCall(options: ApiCallOptions): MethodDecorator {
  const forms = ApiConsumes('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data');
  return applyDecorators(describeCall(options, EVERY_POST), HttpCode(200), forms);
}

/** A POST call whose input cannot be a form. */
export function ApiJsonCall(options: ApiCallOptions): MethodDecorator {
  return applyDecorators(describeCall(options, EVERY_POST), HttpCode(200), ApiConsumes('application/json'));
}

function describeCall(options: ApiCallOptions, common: readonly ErrorCode[]): MethodDecorator {
  const { summary, document, description, datas, example, examples, errors = [] } = options;
  const title = document === undefined ? summary : `接口${document} ${summary}`;
  return applyDecorators(
    ApiOperation({ summary: title, ...(description === undefined ? {} : { description }) }),
    ...(document === undefined ? [] : [ApiExtension('x-interface', document)]),
    ApiResponse({
      status: 200,
      description: 'OK',
      content: {
        'application/json': {
          schema: { type: 'object', required: ['datas'], properties: { datas } },
          ...(examples ? { examples } : { example }),
        },
      },
    }),
    ...errorResponses([...new Set([...common, ...errors])]),
  );
}

/** One response per HTTP status, which lists the codes that share it. */
function errorResponses(codes: readonly ErrorCode[]): MethodDecorator[] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].map(([status, list]) =>
    ApiResponse({
      status,
      description: list.map((code) => `${code} ${ERROR_CODES[code].zh} (${ERROR_CODES[code].en})`).join('; '),
      content: { 'application/json': { schema: FAILURE_REF, examples: failureExamples(list) } },
    }),
  );
}
