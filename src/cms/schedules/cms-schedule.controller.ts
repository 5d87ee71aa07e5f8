import { Body, Get, Post, Query } from '@nestjs/common';
import { ServiceAccess } from '../../auth/operators/service-access.js';
import { AuditedCmsApi } from '../audit/audited-api.js';
import { type CmsIdentity, CurrentOperator } from '../../wire/access.js';
import { DEFAULT_PAGE_SIZE } from '../../wire/fields/page.dto.js';
import { ApiBodyCall, ApiQueryCall, ONE } from '../../wire/openapi/api-call.js';
import { AccountFoundBy } from '../audit/audited.js';
import { CancelScheduledDto, ListScheduledDto, PreviewPushDto, SchedulePushDto } from '../dto/schedule.dto.js';
import { messageOf } from '../pushes/service-message.js';
import { PushPreview } from './push-preview.js';
import { ScheduleAccount } from './schedule-account.js';
import {
  PREVIEW_EXAMPLE,
  PREVIEW_SCHEMA,
  SCHEDULE_ID_SCHEMA,
  SCHEDULES_EXAMPLE,
  SCHEDULES_SCHEMA,
} from './schedule-schemas.js';
import { SchedulePlanner } from './schedule-planner.js';
import { type SchedulePage, SchedulePresenter } from './schedule.presenter.js';
import { ScheduleService } from './schedule.service.js';

/** Pushes before they are sent: tried out, and put off (issue 5). */
@AuditedCmsApi('cms', { role: 'operator' })
export class CmsScheduleController {
  constructor(
    private readonly access: ServiceAccess,
    private readonly preview: PushPreview,
    private readonly planner: SchedulePlanner,
    private readonly schedules: ScheduleService,
    private readonly presenter: SchedulePresenter,
  ) {}

  @Post('previewPush')
  @ApiBodyCall({
    summary: '预览推送：校验、计算接收人数，只发给测试用户',
    description: '与正式推送同样校验；有一个用户不存在则不发送（20001）。',
    datas: PREVIEW_SCHEMA,
    example: PREVIEW_EXAMPLE,
    errors: [20001, 20006, 20009],
  })
  async previewPush(
    @CurrentOperator() caller: CmsIdentity,
    @Body() dto: PreviewPushDto,
  ): Promise<{ audience: number; msg_id: number }> {
    const message = messageOf(dto);
    await this.access.assertMayUse(caller, dto.service_id);
    const { audience, msgId } = await this.preview.send(message, dto.user_id, dto.test_user_id);
    return { audience, msg_id: msgId };
  }

  @Post('schedulePush')
  @ApiBodyCall({
    summary: '定时推送',
    description:
      'send_at 早于现在一分钟以上、或该时区不存在的时间为 10000。只发送一次；服务中断时，恢复后补发，并在 late_seconds 中说明。',
    datas: SCHEDULE_ID_SCHEMA,
    example: { datas: { schedule_id: 1 } },
    errors: [20001, 20006, 20009],
  })
  async schedulePush(
    @CurrentOperator() caller: CmsIdentity,
    @Body() dto: SchedulePushDto,
  ): Promise<{ schedule_id: number }> {
    const message = messageOf(dto);
    await this.access.assertMayUse(caller, dto.service_id);
    const command = { ...message, receivers: dto.user_id, sendAt: dto.send_at, createdBy: caller.actor };
    return { schedule_id: await this.planner.plan(command) };
  }

  @Get('listScheduled')
  @ApiQueryCall({ summary: '定时推送列表', datas: SCHEDULES_SCHEMA, example: SCHEDULES_EXAMPLE, errors: [20006] })
  async listScheduled(
    @CurrentOperator() caller: CmsIdentity,
    @Query() { service_id, state, page = 1, page_size = DEFAULT_PAGE_SIZE }: ListScheduledDto,
  ): Promise<SchedulePage> {
    await this.access.assertMayUse(caller, service_id);
    return this.presenter.presentPage(await this.schedules.list(service_id, state, { page, pageSize: page_size }));
  }

  @Post('cancelScheduled')
  @AccountFoundBy(ScheduleAccount)
  @ApiBodyCall({
    summary: '取消定时推送',
    description: '返回 1 后不会再发送。已经发送、或正在发送的为 50010。',
    datas: ONE,
    example: { datas: 1 },
    errors: [50010, 50011],
  })
  async cancelScheduled(
    @CurrentOperator() caller: CmsIdentity,
    @Body() { schedule_id }: CancelScheduledDto,
  ): Promise<1> {
    await this.schedules.cancel(caller, schedule_id);
    return 1;
  }
}
