import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

interface Config {
  readonly isOutsideEnvelope?: true;
}

/** For handlers of what is no interface of the document: health, readiness, metrics. */
export const OutsideEnvelope = (): MethodDecorator => RouteConfig({ isOutsideEnvelope: true } satisfies Config);

export function isOutsideEnvelope({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as Config).isOutsideEnvelope === true;
}
