import { Get, Query } from '@nestjs/common';
import { CmsApi } from '../../wire/access.js';
import { ApiQueryCall } from '../../wire/openapi/api-call.js';
import { AUDIT_EXAMPLE, AUDIT_SCHEMA } from './audit-schemas.js';
import { AuditLog } from './audit-log.js';
import { GetAuditLogDto } from './audit.dto.js';
import { type AuditPage, AuditPresenter } from './audit.presenter.js';

@CmsApi('cms')
export class AuditController {
  constructor(
    private readonly log: AuditLog,
    private readonly presenter: AuditPresenter,
  ) {}

  @Get('getAuditLog')
  @ApiQueryCall({
    summary: '操作记录：谁在何时从何处做了什么',
    datas: AUDIT_SCHEMA,
    example: AUDIT_EXAMPLE,
    errors: [10003],
  })
  async getAuditLog(@Query() { page = 1, page_size, service_id, ...filter }: GetAuditLogDto): Promise<AuditPage> {
    const rows = await this.log.list({ ...filter, serviceId: service_id }, { page, pageSize: page_size });
    return this.presenter.present(rows);
  }
}
