import { Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module.js';
import { OperatorLogin } from './operator-login.js';
import { OperatorLoginController } from './operator-login.controller.js';
import { OperatorPasswordController } from './operator-password.controller.js';
import { OperatorController } from './operator.controller.js';
import { OperatorPresenter } from './operator.presenter.js';

/** The people who work with the CMS, and the log of what they do. */
@Module({
  imports: [AuditModule],
  controllers: [OperatorController, OperatorLoginController, OperatorPasswordController],
  providers: [OperatorLogin, OperatorPresenter],
})
export class OperatorModule {}
