import { ERROR_CODES, type ErrorCode, type ErrorCodeRow } from './error-codes.js';

/**
 * The only error that callers of this server are told about: a code of the contract's table and,
 * where it helps, what it is about (a parameter's name, unknown ids). Everything else that is
 * thrown becomes a 10500 at the door.
 */
export class AppError extends Error {
  /**
   * @param code row of the contract's code table
   * @param detail what the error is about, appended to the message in every language; never
   *   anything internal
   * @param retryAfter seconds after which a repeat makes sense (`Retry-After`)
   */
  constructor(
    readonly code: ErrorCode,
    readonly detail?: string,
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(detail === undefined ? ERROR_CODES[code].en : `${ERROR_CODES[code].en}: ${detail}`, options);
    this.name = 'AppError';
  }

  get row(): ErrorCodeRow {
    return ERROR_CODES[this.code];
  }
}

/** 10000, naming the offending parameter. */
export function badParameter(name: string): AppError {
  return new AppError(10000, name);
}

/** 10007 of what waited for too long, though the storage may be well: the log says for what, in these words. */
export class TookTooLong extends AppError {
  constructor(readonly words: string) {
    super(10007, undefined, 1);
  }
}

/** 10007: nothing was stored, or a repeat with the same client_msg_id tells. */
export function storageUnavailable(cause?: unknown): AppError {
  return new AppError(10007, undefined, 1, { cause });
}

/** What fails on this side is nobody's doing. */
export function isOurs({ code }: AppError): boolean {
  return code === 10007 || code === 10500;
}
