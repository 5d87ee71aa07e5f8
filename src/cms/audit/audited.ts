import { SetMetadata } from '@nestjs/common';

const ROUTINE = Symbol('routine of the host app');

/**
 * A call that the host app's servers make all day and that leaves nothing behind, such as a token at each
 * user's login: by the API key it is not worth an entry, by a person it is.
 */
export function RoutineOfHostApp(): MethodDecorator {
  return SetMetadata(ROUTINE, true);
}

export function isRoutine(handler: object): boolean {
  return Reflect.getMetadata(ROUTINE, handler) === true;
}
