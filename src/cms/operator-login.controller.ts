import { Body, Post } from '@nestjs/common';
import type { IssuedToken } from '../auth/token-issuer.js';
import { PublicApi } from '../wire/access.js';
import { Origin, type RequestOrigin } from '../wire/http/request-origin.js';
import { ApiBodyCall } from '../wire/openapi/api-call.js';
import { LoginDto } from './dto/operator.dto.js';
import { OperatorLogin } from './operator-login.js';
import { TOKEN_EXAMPLE, TOKEN_SCHEMA } from './operator-schemas.js';

/** The one call under `cms/` that needs no credentials (contract, section 7). */
@PublicApi('cms')
export class OperatorLoginController {
  constructor(private readonly operators: OperatorLogin) {}

  @Post('login')
  @ApiBodyCall({
    summary: '后台登录',
    description:
      '用户名不存在与密码错误的回答相同（10001）。每分钟同一地址对同一用户名错 5 次、同一地址共错 20 次，或同一用户名（不论地址）错 30 次后，须等待 Retry-After 秒（10005）。',
    datas: TOKEN_SCHEMA,
    example: TOKEN_EXAMPLE,
    errors: [10005],
  })
  login(@Body() { username, password }: LoginDto, @Origin() origin: RequestOrigin): Promise<IssuedToken> {
    return this.operators.login(username, password, origin);
  }
}
