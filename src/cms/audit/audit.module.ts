import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { AuditController } from './audit.controller.js';
import { AuditReader } from './audit-reader.js';
import { AuditPresenter } from './audit.presenter.js';
import { AuditRepository } from './audit.repository.js';

/** Global: the calls that it writes down are of all modules of the CMS. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditLog, AuditReader, AuditRepository, AuditPresenter],
  exports: [AuditLog],
})
export class AuditModule {}
