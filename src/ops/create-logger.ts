import { type DestinationStream, type Logger, pino } from 'pino';
import { logTo } from './log-destination.js';

const MAX_CAUSES = 5;

/** What a log may hold of an error. Errors of the database carry the statement's values: messages, client ids. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** JSON lines, to standard output unless told otherwise; never a token, a secret or a message body. */
export function createLogger(level: string, destination: DestinationStream = logTo()): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => describeError(error) },
  };
  return pino(options, destination);
}

function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no Error was thrown' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack,
    ...(error.cause === undefined || depth === MAX_CAUSES ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}
