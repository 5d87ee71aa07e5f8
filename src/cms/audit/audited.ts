import { SetMetadata, type Type } from '@nestjs/common';

const ROUTINE = Symbol('routine of the host app');
const ACCOUNT = Symbol('finder of the account');

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

/** Finds the official account that a call is about which does not name it. */
export interface AccountFinder {
  /**
   * @param parameters as the call takes them
   * @returns undefined where there is none; whether the caller may know of it is not looked at
   */
  findServiceId(parameters: Readonly<Record<string, unknown>>): Promise<number | undefined>;
}

/** A call about an official account whose id is not among its parameters: the log, which only admins read, has it by this. */
export function AccountFoundBy(finder: Type<AccountFinder>): MethodDecorator {
  return SetMetadata(ACCOUNT, finder);
}

export function accountFinderOf(handler: object): Type<AccountFinder> | undefined {
  return Reflect.getMetadata(ACCOUNT, handler) as Type<AccountFinder> | undefined;
}
