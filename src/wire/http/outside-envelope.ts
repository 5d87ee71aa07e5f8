import { type ExecutionContext, SetMetadata } from '@nestjs/common';

const KEY = Symbol('outside the envelope');

/** For what is no interface of the document: health, readiness, metrics. */
export const OutsideEnvelope = (): ClassDecorator => SetMetadata(KEY, true);

export function isOutsideEnvelope(context: ExecutionContext): boolean {
  return Reflect.getMetadata(KEY, context.getClass()) === true;
}
