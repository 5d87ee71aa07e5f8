import { Body, Post } from '@nestjs/common';
import { TokenIssuer, type IssuedToken } from '../auth/token-issuer.js';
import { UserService } from '../users/user.service.js';
import { AuditedCmsApi } from './audit/audited-api.js';
import { ApiBodyCall, ApiJsonCall, ONE } from '../wire/openapi/api-call.js';
import { RoutineOfHostApp } from './audit/audited.js';
import { ImportUsersDto, IssueUserTokenDto, UserIdDto } from './dto/user-management.dto.js';

/** Accounts as the host app has them (contract, section 7). */
@AuditedCmsApi('cms')
export class CmsUserController {
  constructor(
    private readonly users: UserService,
    private readonly tokens: TokenIssuer,
  ) {}

  @Post('importUsers')
  @ApiJsonCall({
    summary: '导入或更新用户',
    description: 'datas 为新建或有变化的用户数，重复调用返回 0。',
    datas: { type: 'integer' },
    example: { datas: 1 },
    errors: [20014],
  })
  importUsers(@Body() { users }: ImportUsersDto): Promise<number> {
    return this.users.import(users.map(({ user_id, nickname, photo }) => ({ id: user_id, nickname, photo })));
  }

  @Post('issueUserToken')
  @RoutineOfHostApp()
  @ApiBodyCall({
    summary: '签发用户 token',
    datas: {
      type: 'object',
      required: ['token', 'expires_in'],
      properties: { token: { type: 'string' }, expires_in: { type: 'integer' } },
    },
    example: { datas: { token: 'eyJ…', expires_in: 86_400 } },
    errors: [10003, 20001],
  })
  issueUserToken(@Body() { user_id, expires_in }: IssueUserTokenDto): Promise<IssuedToken> {
    return this.tokens.issue(user_id, expires_in);
  }

  @Post('banUser')
  @ApiBodyCall({ summary: '封禁用户', datas: ONE, example: { datas: 1 }, errors: [20001] })
  async banUser(@Body() { user_id }: UserIdDto): Promise<1> {
    await this.users.ban(user_id);
    return 1;
  }

  @Post('unbanUser')
  @ApiBodyCall({ summary: '解除封禁', datas: ONE, example: { datas: 1 }, errors: [20001] })
  async unbanUser(@Body() { user_id }: UserIdDto): Promise<1> {
    await this.users.unban(user_id);
    return 1;
  }
}
