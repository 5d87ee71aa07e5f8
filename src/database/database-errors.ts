import { AppError, storageUnavailable } from '../common/errors/app-error.js';

/** Errors of mysql2, MariaDB, MySQL and SQLite by what they mean to us. TypeORM's wrapper carries the driver's code. */
const DEADLOCK = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', 'SQLITE_BUSY_SNAPSHOT']);

const UNIQUE = new Set(['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'PROTOCOL_PACKETS_OUT_OF_ORDER',
  'POOL_CLOSED',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
  'ER_RECORD_FILE_FULL',
  'ER_DISK_FULL',
  'ER_OPTION_PREVENTS_STATEMENT',
  'SQLITE_BUSY',
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
]);

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** The transaction was, or has to be, rolled back through no fault of its own: repeat it from BEGIN. */
export function isDeadlock(error: unknown): boolean {
  return DEADLOCK.has(codeOf(error));
}

export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE.has(codeOf(error));
}

/** The database cannot be reached, is frozen, full or overloaded. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return UNAVAILABLE.has(code) || code.startsWith('SQLITE_IOERR') || isClosedConnection(error);
}

/** mysql2 gives this one no code. */
function isClosedConnection(error: unknown): boolean {
  return error instanceof Error && /connection is in closed state|Pool is closed/.test(error.message);
}

/** What a caller is told: 10007 for a database that is away or in the way, everything else as it is. */
export function toCallerError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  return isUnavailable(error) || isDeadlock(error) ? storageUnavailable(error) : error;
}
