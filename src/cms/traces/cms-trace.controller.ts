import { Get, Query } from '@nestjs/common';
import { AuditedCmsApi } from '../audit/audited-api.js';
import { ApiQueryCall } from '../../wire/openapi/api-call.js';
import { TraceMessageDto } from '../dto/trace-message.dto.js';
import { MessageTracePresenter, type WireMessageTrace } from './message-trace.presenter.js';
import { MessageTraceService } from './message-trace.service.js';
import { TRACE_EXAMPLE, TRACE_SCHEMA } from './trace-schemas.js';

const DEFAULT_PAGE = 50;

/** "Why didn't she get it?" (contract, section 7). */
@AuditedCmsApi('cms')
export class CmsTraceController {
  constructor(
    private readonly traces: MessageTraceService,
    private readonly presenter: MessageTracePresenter,
  ) {}

  @Get('traceMessage')
  @ApiQueryCall({
    summary: '追踪一条消息：何时接受、提交，每个接收者是否收到、已读',
    description: '不含消息内容。按游标翻页；user_id 只看一个接收者，不是接收者时 users 为空，reason 给出原因。',
    datas: TRACE_SCHEMA,
    example: TRACE_EXAMPLE,
    errors: [20002],
  })
  async traceMessage(@Query() dto: TraceMessageDto): Promise<WireMessageTrace> {
    const { msg_id, user_id, cursor = 0, page_size = DEFAULT_PAGE } = dto;
    return this.presenter.present(await this.traces.read(msg_id, { uid: user_id, after: cursor, limit: page_size }));
  }
}
