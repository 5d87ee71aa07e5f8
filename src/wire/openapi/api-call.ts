import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiConsumes, ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode } from '../../common/errors/error-codes.js';
import type { JsonSchema } from '../fields/field.js';

export interface ApiCallOptions {
  /** One line: what the call does. */
  readonly summary: string;
  /** The document's interface number, 1 … 15, or undefined for an addition. */
  readonly document?: number;
  readonly description?: string;
  /** What `datas` holds. */
  readonly datas: JsonSchema;
  /** A whole answer, the document's own where it has one. */
  readonly example: unknown;
  /** Codes beyond those that any call may answer (10000, 10001, 10005, 10007 …). */
  readonly errors?: readonly ErrorCode[];
}

const EVERY_CALL: readonly ErrorCode[] = [10000, 10001, 10002, 10006, 10007, 10500];

/** A GET call: inputs come from the query string. */
export function ApiQueryCall(options: ApiCallOptions): MethodDecorator {
  return describeCall(options);
}

/** A POST call: answers 200, takes JSON, urlencoded and multipart bodies. */
export function ApiBodyCall(options: ApiCallOptions): MethodDecorator {
  const forms = ApiConsumes('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data');
  return applyDecorators(describeCall(options), HttpCode(200), forms);
}

/** A POST call whose input cannot be a form. */
export function ApiJsonCall(options: ApiCallOptions): MethodDecorator {
  return applyDecorators(describeCall(options), HttpCode(200), ApiConsumes('application/json'));
}

function describeCall({
  summary,
  document,
  description,
  datas,
  example,
  errors = [],
}: ApiCallOptions): MethodDecorator {
  const title = document === undefined ? summary : `接口${document} ${summary}`;
  return applyDecorators(
    ApiOperation({ summary: title, ...(description === undefined ? {} : { description }) }),
    ...(document === undefined ? [] : [ApiExtension('x-interface', document)]),
    ApiResponse({
      status: 200,
      description: 'OK',
      content: {
        'application/json': { schema: { type: 'object', required: ['datas'], properties: { datas } }, example },
      },
    }),
    ...errorResponses([...new Set([...EVERY_CALL, ...errors])]),
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
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
    }),
  );
}
