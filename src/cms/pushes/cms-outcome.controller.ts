import { Get, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AuditedCmsApi } from '../audit/audited-api.js';
import { type CmsIdentity, CurrentOperator } from '../../wire/access.js';
import { ApiQueryCall } from '../../wire/openapi/api-call.js';
import { AccountFoundBy, ExportWhere } from '../audit/audited.js';
import { GetPushReceiversDto, PushIdDto } from '../dto/push.dto.js';
import { PushAccess } from './push-access.js';
import { PushAccount } from './push-account.js';
import { presentProgress, type WirePushProgress, type WirePushReceivers } from './push-outcome.presenter.js';
import { PushReceiversReader, wantsCsv } from './push-receivers.reader.js';
import { PROGRESS_EXAMPLE, PROGRESS_SCHEMA, RECEIVERS_EXAMPLE, RECEIVERS_SCHEMA } from './push-schemas.js';

/** What became of what official accounts sent (contract, section 7). */
@AuditedCmsApi('cms', { role: 'operator' })
export class CmsOutcomeController {
  constructor(
    private readonly access: PushAccess,
    private readonly receivers: PushReceiversReader,
  ) {}

  @Get('getPushProgress')
  @ApiQueryCall({ summary: '推送进度', datas: PROGRESS_SCHEMA, example: PROGRESS_EXAMPLE, errors: [20002] })
  async getPushProgress(
    @CurrentOperator() caller: CmsIdentity,
    @Query() { msg_id }: PushIdDto,
  ): Promise<WirePushProgress> {
    return presentProgress(await this.access.find(caller, msg_id));
  }

  @Get('getPushReceivers')
  @AccountFoundBy(PushAccount)
  @ExportWhere(({ accept }) => wantsCsv(accept))
  @ApiQueryCall({
    summary: '推送的每个接收者',
    description: '按游标翻页；Accept: text/csv 时返回全部接收者的 CSV。',
    datas: RECEIVERS_SCHEMA,
    example: RECEIVERS_EXAMPLE,
    errors: [20002],
  })
  @ApiProduces('application/json', 'text/csv')
  getPushReceivers(
    @CurrentOperator() caller: CmsIdentity,
    @Query() dto: GetPushReceiversDto,
    @Req() { headers }: FastifyRequest,
  ): Promise<WirePushReceivers | StreamableFile> {
    return this.receivers.read(caller, dto, headers.accept);
  }
}
