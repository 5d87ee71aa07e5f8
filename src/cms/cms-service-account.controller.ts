import { Body, Post } from '@nestjs/common';
import { AuditedCmsApi } from './audit/audited-api.js';
import { ApiBodyCall, ONE } from '../wire/openapi/api-call.js';
import { SaveServiceAccountDto } from './dto/user-management.dto.js';
import { ServiceAccountRegistry } from './service-account-registry.js';

@AuditedCmsApi('cms')
export class CmsServiceAccountController {
  constructor(private readonly registry: ServiceAccountRegistry) {}

  @Post('saveServiceAccount')
  @ApiBodyCall({ summary: '创建或更新公众号', datas: ONE, example: { datas: 1 } })
  async saveServiceAccount(@Body() { service_id, nickname, photo }: SaveServiceAccountDto): Promise<1> {
    await this.registry.save({ id: service_id, nickname, photo });
    return 1;
  }
}
