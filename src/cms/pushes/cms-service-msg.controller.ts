import { Get, Query } from '@nestjs/common';
import { ServiceAccess } from '../../auth/operators/service-access.js';
import { AuditedCmsApi } from '../audit/audited-api.js';
import { type CmsIdentity, CurrentOperator } from '../../wire/access.js';
import { DEFAULT_PAGE_SIZE } from '../../wire/fields/page.dto.js';
import { ApiQueryCall, named } from '../../wire/openapi/api-call.js';
import { GetServiceMsgDto } from '../dto/push.dto.js';
import { SERVICE_MSG_EXAMPLES, SERVICE_MSG_SCHEMA } from './push-schemas.js';
import { type ReceivedServiceMsg, type SentServiceMsg, ServiceMessagePresenter } from './service-message.presenter.js';
import { ServiceMessagesService } from './service-messages.service.js';

const RECEIVED = 1;

export interface ServiceMsgPage {
  readonly service_id: number;
  readonly search_type: number;
  readonly user_id: number | null;
  readonly total: number;
  readonly msgs: readonly (ReceivedServiceMsg | SentServiceMsg)[];
}

/** Interface 15. */
@AuditedCmsApi('cms', { role: 'operator' })
export class CmsServiceMsgController {
  constructor(
    private readonly access: ServiceAccess,
    private readonly messages: ServiceMessagesService,
    private readonly presenter: ServiceMessagePresenter,
  ) {}

  @Get('getServiceMsg')
  @ApiQueryCall({
    document: 15,
    summary: '获取公众号消息（CMS后台专用）',
    datas: SERVICE_MSG_SCHEMA,
    examples: named(SERVICE_MSG_EXAMPLES),
    errors: [20006],
  })
  async getServiceMsg(@CurrentOperator() caller: CmsIdentity, @Query() dto: GetServiceMsgDto): Promise<ServiceMsgPage> {
    const { service_id, search_type, user_id, page = 1, page_size = DEFAULT_PAGE_SIZE } = dto;
    await this.access.assertMayUse(caller, service_id);
    const { total, msgs } = await this.read(search_type, {
      serviceId: service_id,
      uid: user_id,
      page,
      pageSize: page_size,
    });
    return { service_id, search_type, user_id: user_id ?? null, total, msgs };
  }

  private async read(searchType: number, filter: Parameters<ServiceMessagesService['sent']>[0]) {
    if (searchType === RECEIVED) {
      const { total, items } = await this.messages.received(filter);
      return { total, msgs: items.map((message) => this.presenter.presentReceived(message)) };
    }
    const { total, items } = await this.messages.sent(filter);
    return { total, msgs: items.map((row) => this.presenter.presentSent(row)) };
  }
}
