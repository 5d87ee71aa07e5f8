import { Body, Post } from '@nestjs/common';
import { AuditedCmsApi } from '../audit/audited-api.js';
import { ApiBodyCall, ONE } from '../../wire/openapi/api-call.js';
import { DeleteUserDto } from '../dto/user-management.dto.js';
import { UserDeletionService } from './user-deletion.service.js';

/** The end of an account (docs/api.md, cms/deleteUser). */
@AuditedCmsApi('cms')
export class CmsDeletionController {
  constructor(private readonly deletions: UserDeletionService) {}

  @Post('deleteUser')
  @ApiBodyCall({
    summary: '注销用户',
    description: '立即生效，不可恢复；好友、群成员等关系随后在后台清理。id 不可再次导入（20014）。',
    datas: ONE,
    example: { datas: 1 },
    errors: [20001],
  })
  async deleteUser(@Body() { user_id, messages }: DeleteUserDto): Promise<1> {
    await this.deletions.delete(user_id, messages ?? 'keep');
    return 1;
  }
}
