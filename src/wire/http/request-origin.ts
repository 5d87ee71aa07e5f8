import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/** Where a request came from, and by which id its log line is found. */
export interface RequestOrigin {
  /** The caller's IP address; empty where a trusted proxy forwarded something else. */
  readonly address: string;
  readonly requestId: string;
}

export function originOf({ ip, id }: Pick<FastifyRequest, 'ip' | 'id'>): RequestOrigin {
  // Behind a proxy it is text of a header, which anybody may have written.
  return { address: isIP(ip) > 0 ? ip : '', requestId: id };
}

/** The origin of the request that is handled. */
export const Origin = createParamDecorator((_data: unknown, context: ExecutionContext): RequestOrigin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
