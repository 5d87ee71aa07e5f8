import type { FastifyRequest } from 'fastify';

/** Whom calls and events count for: a user, a person of the CMS, or the host app's key, which is not limited. */
export type Caller =
  { readonly kind: 'user'; readonly uid: number } | { readonly kind: 'cms'; readonly operatorId?: number };

/**
 * Who calls, by what the credentials themselves say: asked before the body is read, so nothing of it waits for the
 * database. Whether that caller may still come in is asked later.
 * @throws AppError 10001, 10002, 10007
 */
export type FindCaller = (request: FastifyRequest, access: 'user' | 'cms') => Promise<Caller>;

/** What they count under; undefined for the host app's key. */
export function keyOf(caller: Caller): string | undefined {
  if (caller.kind === 'user') return `u${caller.uid}`;
  return caller.operatorId === undefined ? undefined : `o${caller.operatorId}`;
}
