import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/** Nest's logger over pino: JSON lines, with the context that the last argument names. */
export class PinoLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest calls `(message, ...optional, context)`; for errors the stack may come between. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const texts = rest
      .slice(0, -1)
      .filter((item) => item !== undefined)
      .map(String);
    if (message instanceof Error) this.pino[level]({ context, ...detail(texts), err: message });
    else if (typeof message === 'object' && message !== null) {
      // Fields come before their text, as in pino itself: `warn({ err }, 'what happened')`.
      const [text = '', ...more] = texts;
      this.pino[level]({ context, ...detail(more), ...message }, text);
    } else this.pino[level]({ context, ...detail(texts) }, String(message));
  }
}

function detail(texts: readonly string[]): { detail?: string } {
  return texts.length > 0 ? { detail: texts.join(' ') } : {};
}
