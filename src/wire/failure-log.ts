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
  private quiet = false;
  private suppressed = 0;
  private latest: readonly [fields: object, words: string] = [{}, ''];

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
    if (!this.quiet) this.write(fields, words);
    else {
      this.suppressed += 1;
      this.latest = [fields, words];
    }
  }

  /** What is left out meanwhile is told at the end of the second, by its latest. */
  private write(fields: object, words: string): void {
    this.logger.warn(fields, words);
    this.quiet = true;
    setTimeout(() => {
      this.quiet = false;
      if (this.suppressed === 0) return;
      const { suppressed } = this;
      const [latest, latestWords] = this.latest;
      this.suppressed = 0;
      this.write({ ...latest, suppressed: suppressed - 1 }, latestWords);
    }, BETWEEN_LINES_MS).unref();
  }
}
