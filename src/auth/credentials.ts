import type { FastifyRequest } from 'fastify';
import type { CmsCredentials } from './cms-authenticator.js';

const BEARER = /^Bearer ([\w.~+/=-]+)$/i;

export function bearerOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}

export function cmsCredentialsOf(request: Pick<FastifyRequest, 'headers'>): CmsCredentials {
  const apiKey = request.headers['x-api-key'];
  return { apiKey: Array.isArray(apiKey) ? '' : apiKey, token: bearerOf(request) };
}
