import { Logger } from '@nestjs/common';
import type { Logger as TypeOrmLogger } from 'typeorm';

/** Characters of a statement. */
const MAX_SHOWN = 200;

/** TypeORM's own logger prints a slow statement with its values, message bodies among them. This one names the statement only. */
export class StatementLogger implements TypeOrmLogger {
  private readonly logger = new Logger(StatementLogger.name);

  logQuery(): void {}

  /** Whoever ran the statement reports its failure. */
  logQueryError(): void {}

  logQuerySlow(ms: number, statement: string): void {
    // Statements of one transaction travel together.
    const parts = statement.split(';\n').map((part) => part.slice(0, MAX_SHOWN));
    this.logger.warn(`${ms} ms: ${parts.join('; ')}`);
  }

  logSchemaBuild(): void {}

  logMigration(message: string): void {
    this.logger.debug(message);
  }

  log(_level: 'log' | 'info' | 'warn', message: unknown): void {
    this.logger.debug(String(message));
  }
}
