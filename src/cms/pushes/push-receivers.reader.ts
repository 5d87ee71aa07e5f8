import { Injectable, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { CmsIdentity } from '../../wire/access.js';
import type { GetPushReceiversDto } from '../dto/push.dto.js';
import { PushAccess } from './push-access.js';
import { receiversAsCsv } from './push-csv.js';
import { PushOutcomePresenter, type WirePushReceivers } from './push-outcome.presenter.js';
import type { ReceiverQuery } from './push-outcome.service.js';

const DEFAULT_PAGE = 200;

/** Receivers of a push as a caller takes them: a page, or all of them as a file. */
@Injectable()
export class PushReceiversReader {
  constructor(
    private readonly access: PushAccess,
    private readonly presenter: PushOutcomePresenter,
  ) {}

  /**
   * @param accept the header: a CSV where it prefers one
   * @throws AppError 20002; while a file goes out it breaks it off
   */
  async read(
    caller: CmsIdentity,
    { msg_id, status, cursor = 0, page_size = DEFAULT_PAGE }: GetPushReceiversDto,
    accept: string | undefined,
  ): Promise<WirePushReceivers | StreamableFile> {
    const push = await this.access.find(caller, msg_id);
    const read = (query: ReceiverQuery) => this.access.readReceivers(caller, push, query);
    if (!wantsCsv(accept))
      return this.presenter.presentReceivers(msg_id, await read({ status, cursor, limit: page_size }));
    const rows = receiversAsCsv(read, this.presenter, { status, cursor });
    const disposition = `attachment; filename="push-${msg_id}.csv"`;
    return new StreamableFile(Readable.from(rows), { type: 'text/csv; charset=utf-8', disposition });
  }
}

/** Whether a call with this Accept header is answered with a file. */
export function wantsCsv(accept: string | undefined): boolean {
  return accept !== undefined && /^\s*text\/csv\b/i.test(accept);
}
