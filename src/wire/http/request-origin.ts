import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TrustedProxies } from './trusted-proxies.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** As of `TrustedProxies.addressOf`; missing where the path is none. */
    readonly address: string;
  }
}

/** Every request that has a route says from where it comes: the audit log has the address by which limits count. */
export function registerAddress(fastify: FastifyInstance, proxies: TrustedProxies): void {
  fastify.decorateRequest('address', {
    getter(this: FastifyRequest): string {
      return proxies.addressOf(this.raw.socket.remoteAddress, this.headers);
    },
  });
}

/** Where a request came from, and by which id its log line is found. */
export interface RequestOrigin {
  /** The caller's IP address; empty where a trusted proxy forwarded something else. */
  readonly address: string;
  readonly requestId: string;
}

export function originOf({ address, id }: Pick<FastifyRequest, 'address' | 'id'>): RequestOrigin {
  return { address, requestId: id };
}

/** The origin of the request that is handled. */
export const Origin = createParamDecorator((_data: unknown, context: ExecutionContext): RequestOrigin =>
  originOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
