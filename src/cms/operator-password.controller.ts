import { Body, Post } from '@nestjs/common';
import { OperatorLoginService } from '../auth/operators/operator-login.service.js';
import type { IssuedToken } from '../auth/token-issuer.js';
import { AuditedCmsApi } from './audit/audited-api.js';
import { CurrentOperatorId } from '../wire/access.js';
import { Origin, type RequestOrigin } from '../wire/http/request-origin.js';
import { ApiBodyCall } from '../wire/openapi/api-call.js';
import { ChangePasswordDto } from './dto/operator.dto.js';
import { TOKEN_EXAMPLE, TOKEN_SCHEMA } from './operator-schemas.js';

/** What each person may do with their own account. */
@AuditedCmsApi('cms', { role: 'operator', peopleOnly: true })
export class OperatorPasswordController {
  constructor(private readonly operators: OperatorLoginService) {}

  @Post('changePassword')
  @ApiBodyCall({
    summary: '修改自己的密码',
    description: '自己的登录全部失效，包括本次使用的 token；之后请使用返回的新 token。',
    datas: TOKEN_SCHEMA,
    example: TOKEN_EXAMPLE,
    errors: [10003, 10005, 50003],
  })
  changePassword(
    @CurrentOperatorId() operatorId: number,
    @Body() { old_password, new_password }: ChangePasswordDto,
    @Origin() { address }: RequestOrigin,
  ): Promise<IssuedToken> {
    return this.operators.changePassword(operatorId, old_password, new_password, address);
  }
}
