import { StreamableFile } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { success } from '../envelope.js';
import { isOutsideEnvelope } from './outside-envelope.js';

/**
 * Wraps what a handler returns into `{"datas": …}`. In the adapter, and not in an interceptor: one global interceptor
 * makes a dozen Observables of every call (docs/performance.md).
 */
export class EnvelopeAdapter extends FastifyAdapter {
  override reply(reply: FastifyReply, body: unknown, status?: number): FastifyReply {
    // A file is no JSON.
    const isBare = body instanceof StreamableFile || isOutsideEnvelope(reply.request);
    return super.reply(reply, isBare ? body : success(body), status);
  }
}
