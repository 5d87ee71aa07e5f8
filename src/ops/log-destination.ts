import { type DestinationStream, pino } from 'pino';

const STANDARD_OUTPUT = 1;
/** Characters beyond which it is written at once. */
const MAX_WAITING = 64 * 1024;
/** Bytes that wait for whoever reads them; further lines are dropped. */
const MAX_UNREAD = 16 * 1024 * 1024;

export interface LogDestination extends DestinationStream {
  /** Writes what waits, before it returns: pino asks for it after a fatal line, since the process may end. */
  flushSync(): void;
}

/**
 * One write for all log lines of a turn of the event loop: a write per request cost a busy process a sixteenth of its time
 * (docs/performance.md). By another thread: whoever does not read the log, such as a pager, must not stop the server. What
 * waits is written when the process exits, also by an uncaught error; a process that is killed, or runs out of memory,
 * loses the lines of its last turns.
 * @param fd of an open file
 */
export function logTo(fd = STANDARD_OUTPUT): LogDestination {
  const output = pino.destination({ fd, sync: false, maxLength: MAX_UNREAD });
  let waiting = '';
  const flush = (): void => {
    const lines = waiting;
    waiting = '';
    if (lines !== '') output.write(lines);
  };
  const flushSync = (): void => {
    flush();
    output.flushSync();
  };
  process.once('exit', flushSync);
  return {
    write(line) {
      if (waiting === '') setImmediate(flush);
      waiting += line;
      if (waiting.length > MAX_WAITING) flush();
    },
    flushSync,
  };
}
