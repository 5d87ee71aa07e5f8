import { Injectable, Logger } from '@nestjs/common';
import { type AppError, TookTooLong } from '../common/errors/app-error.js';
import { type Door, DoorErrors } from '../metrics/door-errors.js';

/** A storage that is away fails every call; one line a second tells enough. */
const BETWEEN_LINES_MS = 1_000;

/** Through which door the refused one came, and which request it was. */
interface Where {
  readonly door: Door;
  readonly request_id?: string;
}

/** Tells the log what callers are not told: the cause of each 10500, and of 10007s, with how many there were. */
@Injectable()
export class FailureLog {
  private readonly logger = new Logger(FailureLog.name);
  /** What was left out within the second after a line, by the line's words. */
  private readonly quiet = new Map<string, { suppressed: number; latest: object }>();

  constructor(private readonly errors: DoorErrors) {}

  /**
   * @param error what the caller is told
   * @param thrown what it was made of
   */
  report(error: AppError, thrown: unknown, where: Where): void {
    // Over HTTP the end of the response counts them: Fastify's own refusals do not come by here.
    if (where.door !== 'http') this.errors.count(where.door, error.code);
    if (error.code === 10500) this.logger.error({ ...where, err: thrown }, 'Unexpected error');
    if (error instanceof TookTooLong) this.reportUnavailable({ ...where }, error.words);
    else if (error.code === 10007)
      this.reportUnavailable({ ...where, err: error.cause ?? error }, 'Storage unavailable');
  }

  private reportUnavailable(fields: object, words: string): void {
    const leftOut = this.quiet.get(words);
    if (!leftOut) this.write(fields, words);
    else {
      leftOut.suppressed += 1;
      leftOut.latest = fields;
    }
  }

  /** What is left out meanwhile is told at the end of the second, by its latest. */
  private write(fields: object, words: string): void {
    this.logger.warn(fields, words);
    const leftOut = { suppressed: 0, latest: {} };
    this.quiet.set(words, leftOut);
    setTimeout(() => {
      this.quiet.delete(words);
      const { suppressed, latest } = leftOut;
      if (suppressed > 0) this.write({ ...latest, suppressed: suppressed - 1 }, words);
    }, BETWEEN_LINES_MS).unref();
  }
}
