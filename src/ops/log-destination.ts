import { type DestinationStream, pino } from 'pino';

/** Beyond this it is written at once, in bytes as JavaScript counts characters. */
const MAX_WAITING = 64 * 1024;

export interface LogDestination extends DestinationStream {
  /** Writes what waits, before it returns: pino asks for it after a fatal line, since the process may end. */
  flushSync(): void;
}

/**
 * Standard output, in one write for all lines of a turn of the event loop: a write per request cost a busy process a
 * sixteenth of its time (docs/performance.md). Nothing waits longer than that, nor is lost when the process ends by
 * itself. By this thread: handing it to another one takes longer than the write itself.
 */
export function standardOutput(): LogDestination {
  const output = pino.destination({ fd: 1, sync: true });
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    output.write(waiting);
    waiting = '';
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
