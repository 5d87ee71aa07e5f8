import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Store } from '../database/store.js';
import { NodeLink } from '../realtime/nodes/node-link.js';
import { AccessFor } from '../wire/access.js';
import { OutsideEnvelope } from '../wire/http/outside-envelope.js';
import { NodeState } from './node-state.js';

interface Readiness {
  readonly status: 'ready' | 'draining' | 'unavailable';
  readonly database: 'up' | 'down';
  /** Where several nodes act as one; down is shown, and does not make this node unready. */
  readonly redis?: 'up' | 'down';
}

/** For supervisors and load balancers (contract, section 7): outside the base path and the envelope. */
@Controller()
@AccessFor('public')
@ApiTags('operations')
export class HealthController {
  constructor(
    private readonly store: Store,
    private readonly state: NodeState,
    private readonly link: NodeLink,
  ) {}

  @Get('healthz')
  @OutsideEnvelope()
  @ApiOperation({ summary: 'Liveness: the process answers' })
  @ApiResponse({ status: 200, content: { 'application/json': { example: { status: 'ok' } } } })
  healthz(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 only when the database is out of reach or this node is draining. */
  @Get('readyz')
  @OutsideEnvelope()
  @ApiOperation({ summary: "Readiness, with each dependency's state" })
  @ApiResponse({ status: 200, content: { 'application/json': { example: { status: 'ready', database: 'up' } } } })
  @ApiResponse({ status: 503, description: 'The database is out of reach, or the node is draining' })
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const database = await this.store.ping().then(
      () => 'up' as const,
      () => 'down' as const,
    );
    const status = this.state.draining ? 'draining' : database === 'up' ? 'ready' : 'unavailable';
    void reply.status(status === 'ready' ? 200 : 503);
    const { state } = this.link;
    return { status, database, ...(state === 'off' ? {} : { redis: state }) };
  }
}
