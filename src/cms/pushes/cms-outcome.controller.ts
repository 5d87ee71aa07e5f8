import { Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { type CmsIdentity, CmsApi, CurrentOperator } from '../../wire/access.js';
import { ApiQueryCall } from '../../wire/openapi/api-call.js';
import { AccountFoundBy, ExportWhere } from '../audit/audited.js';
import { GetPushReceiversDto, PushIdDto } from '../dto/push.dto.js';
import { PushAccess } from './push-access.js';
import { PushAccount } from './push-account.js';
import { receiversAsCsv } from './push-csv.js';
import {
  presentProgress,
  PushOutcomePresenter,
  type WirePushProgress,
  type WirePushReceivers,
} from './push-outcome.presenter.js';
import type { ReceiverQuery } from './push-outcome.service.js';
import { PROGRESS_EXAMPLE, PROGRESS_SCHEMA, RECEIVERS_EXAMPLE, RECEIVERS_SCHEMA } from './push-schemas.js';

const DEFAULT_PAGE = 200;

/** What became of what official accounts sent (contract, section 7). */
@CmsApi('cms', { role: 'operator' })
export class CmsOutcomeController {
  constructor(
    private readonly access: PushAccess,
    private readonly presenter: PushOutcomePresenter,
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
  async getPushReceivers(
    @CurrentOperator() caller: CmsIdentity,
    @Query() { msg_id, status, cursor = 0, page_size = DEFAULT_PAGE }: GetPushReceiversDto,
    @Req() { headers }: FastifyRequest,
  ): Promise<WirePushReceivers | StreamableFile> {
    const push = await this.access.find(caller, msg_id);
    const read = (query: ReceiverQuery) => this.access.readReceivers(caller, push, query);
    if (wantsCsv(headers.accept)) {
      const rows = receiversAsCsv(read, this.presenter, { status, cursor });
      const disposition = `attachment; filename="push-${msg_id}.csv"`;
      return new StreamableFile(Readable.from(rows), { type: 'text/csv; charset=utf-8', disposition });
    }
    const page = await read({ status, cursor, limit: page_size });
    return this.presenter.presentReceivers(msg_id, page);
  }
}

function wantsCsv(accept: string | undefined): boolean {
  return accept !== undefined && /^\s*text\/csv\b/i.test(accept);
}
