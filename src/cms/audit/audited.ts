import { SetMetadata, type Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const ROUTINE = Symbol('routine of the host app');
const ACCOUNT = Symbol('finder of the account');
const EXPORT = Symbol('export of personal data');

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

type Headers = FastifyRequest['headers'];
type ExportTest = (headers: Headers) => boolean;

/** A GET that takes lists of people out as a file, where its headers say so: written down as what changes something. */
export function ExportWhere(isExport: ExportTest): MethodDecorator {
  return SetMetadata(EXPORT, isExport);
}

export function isExport(handler: object, headers: Headers): boolean {
  const test = Reflect.getMetadata(EXPORT, handler) as ExportTest | undefined;
  return test?.(headers) ?? false;
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
