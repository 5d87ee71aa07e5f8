import { Injectable } from '@nestjs/common';
import { OperatorLoginService } from '../auth/operators/operator-login.service.js';
import type { IssuedToken } from '../auth/token-issuer.js';
import { AppError } from '../common/errors/app-error.js';
import type { RequestOrigin } from '../wire/http/request-origin.js';
import { AuditLog } from './audit/audit-log.js';

/** Logins, with a line in the audit log for each that was right or wrong. */
@Injectable()
export class OperatorLogin {
  constructor(
    private readonly operators: OperatorLoginService,
    private readonly audit: AuditLog,
  ) {}

  /** @throws AppError 10001, 10005 */
  async login(username: string, password: string, origin: RequestOrigin): Promise<IssuedToken> {
    // Whoever failed is nobody; the name that they tried stands in the detail.
    const record = (ok: boolean): Promise<void> =>
      this.audit.record(
        { actor: ok ? username : '', action: 'login', serviceId: null, detail: { username, ok } },
        origin,
      );
    try {
      const token = await this.operators.login(username, password, origin.address);
      await record(true);
      return token;
    } catch (error) {
      // One that was throttled was not looked at, and could come a thousand times a second.
      if (error instanceof AppError && error.code === 10001) await record(false);
      throw error;
    }
  }
}
