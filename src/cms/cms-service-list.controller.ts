import { Get, Query } from '@nestjs/common';
import { AuditedCmsApi } from './audit/audited-api.js';
import { type CmsIdentity, CurrentOperator } from '../wire/access.js';
import { PageDto } from '../wire/fields/page.dto.js';
import { ApiQueryCall } from '../wire/openapi/api-call.js';
import { ServiceAccountList, type WireServiceAccounts } from './service-account-list.js';

/** Which official accounts there are, as far as the caller may know. */
@AuditedCmsApi('cms', { role: 'operator' })
export class CmsServiceListController {
  constructor(private readonly accounts: ServiceAccountList) {}

  @Get('listServiceAccounts')
  @ApiQueryCall({
    summary: '公众号列表；operator 只看到分配给自己的',
    datas: {
      type: 'object',
      required: ['total', 'accounts'],
      properties: {
        total: { type: 'integer' },
        accounts: {
          type: 'array',
          items: {
            type: 'object',
            required: ['service_id', 'nickname', 'photo', 'followers'],
            properties: {
              service_id: { type: 'integer' },
              nickname: { type: 'string' },
              photo: { type: 'string' },
              followers: { type: 'integer' },
            },
          },
        },
      },
    },
    example: { datas: { total: 1, accounts: [{ service_id: 111, nickname: '仓井', photo: '', followers: 1024 }] } },
  })
  listServiceAccounts(
    @CurrentOperator() caller: CmsIdentity,
    @Query() { page = 1, page_size }: PageDto,
  ): Promise<WireServiceAccounts> {
    return this.accounts.list(caller, { page, pageSize: page_size });
  }
}
