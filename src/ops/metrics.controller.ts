import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SecretCheck } from '../common/secret-check.js';
import { Configuration } from '../config/configuration.js';
import { Metrics } from '../metrics/metrics.js';
import { AccessFor } from '../wire/access.js';
import { OutsideEnvelope } from '../wire/http/outside-envelope.js';

const BEARER = /^Bearer (.+)$/i;

/** For Prometheus (contract, section 7): outside the base path and the envelope. */
@Controller()
@AccessFor('public')
@ApiTags('operations')
export class MetricsController {
  private readonly token: SecretCheck | undefined;

  constructor(
    private readonly metrics: Metrics,
    { metricsToken }: Configuration,
  ) {
    this.token = metricsToken === undefined ? undefined : new SecretCheck(metricsToken);
  }

  /** With METRICS_TOKEN, for those who bring it as their bearer token: others get a 401, whatever ERROR_STATUS says. */
  @Get('metrics')
  @OutsideEnvelope()
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus' })
  @ApiResponse({ status: 200, content: { 'text/plain': { example: 'anlife_sockets{namespace="/"} 12' } } })
  @ApiResponse({ status: 401, description: 'METRICS_TOKEN is set, and the bearer token is another one, or missing' })
  async read(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (this.token && !this.token.matches(BEARER.exec(authorization ?? '')?.[1] ?? '')) {
      void reply.status(401).header('WWW-Authenticate', 'Bearer').type('text/plain; charset=utf-8');
      return 'METRICS_TOKEN is missing or wrong\n';
    }
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
