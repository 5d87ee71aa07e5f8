import { Get, Query } from '@nestjs/common';
import { AuditedCmsApi } from './audited-api.js';
import { DEFAULT_PAGE_SIZE } from '../../wire/fields/page.dto.js';
import { ApiQueryCall } from '../../wire/openapi/api-call.js';
import { AUDIT_EXAMPLE, AUDIT_SCHEMA } from './audit-schemas.js';
import { AuditReader } from './audit-reader.js';
import { GetAuditLogDto } from './audit.dto.js';
import { AuditPresenter, type WireAuditPage } from './audit.presenter.js';

@AuditedCmsApi('cms')
export class AuditController {
  constructor(
    private readonly log: AuditReader,
    private readonly presenter: AuditPresenter,
  ) {}

  @Get('getAuditLog')
  @ApiQueryCall({
    summary: '操作记录：谁在何时从何处做了什么',
    description: 'total 最多数到 10000；page 至多到第 10000 条，更早的用 cursor。',
    datas: AUDIT_SCHEMA,
    example: AUDIT_EXAMPLE,
    errors: [10003],
  })
  async getAuditLog(@Query() dto: GetAuditLogDto): Promise<WireAuditPage> {
    const { page = 1, page_size = DEFAULT_PAGE_SIZE, cursor, service_id, ...filter } = dto;
    return this.presenter.present(
      await this.log.list({ ...filter, serviceId: service_id }, { page, pageSize: page_size, cursor }),
    );
  }
}
