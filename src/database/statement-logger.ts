import { Logger } from '@nestjs/common';
import type { Logger as TypeOrmLogger } from 'typeorm';

/** TypeORM's own logger prints a slow statement with its values, message bodies among them. This one names the statement only. */
export class StatementLogger implements TypeOrmLogger {
  private readonly logger = new Logger(StatementLogger.name);

  logQuery(): void {}

  /** Whoever ran the statement reports its failure. */
  logQueryError(): void {}

  logQuerySlow(ms: number, statement: string): void {
    this.logger.warn(`${ms} ms: ${statement.slice(0, 200)}`);
  }

  logSchemaBuild(): void {}

  logMigration(message: string): void {
    this.logger.debug(message);
  }

  log(_level: 'log' | 'info' | 'warn', message: unknown): void {
    this.logger.debug(String(message));
  }
}
