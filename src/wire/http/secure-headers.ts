import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { DOCS_PATH } from '../routes.js';

/** An answer is data, whatever a browser would like to make of it, and nobody's to keep on the way. */
const OF_ANSWERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Swagger's page has its styles, and its icons as data, in itself; its scripts are files of this server. */
const OF_PAGES = {
  ...OF_ANSWERS,
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
} as const;

/** `Name: value` lines, for what is answered without a reply. */
export const SECURE_HEADER_LINES = Object.entries(OF_ANSWERS).map(([name, value]) => `${name}: ${value}`);

/** What OWASP advises for APIs. No HSTS: TLS ends in front of this server, and who ends it knows for how long. */
export function addSecureHeaders(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(isPage(request) ? OF_PAGES : OF_ANSWERS);
}

/** The same for a response that Fastify never sees. What is written into it later stands beside them. */
export function setSecureHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(OF_ANSWERS)) response.setHeader(name, value);
}

function isPage({ routeOptions: { url = '' } }: FastifyRequest): boolean {
  return url === DOCS_PATH || url.startsWith(`${DOCS_PATH}/`);
}
