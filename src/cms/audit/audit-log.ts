import { Injectable, Logger } from '@nestjs/common';
import { badParameter } from '../../common/errors/app-error.js';
import type { Page } from '../../common/paging.js';
import { parseWireTime } from '../../common/wire-time-parser.js';
import { Configuration } from '../../config/configuration.js';
import { IdAllocator } from '../../database/id-allocator.js';
import type { RowPage } from '../../database/read-page.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { RequestOrigin } from '../../wire/http/request-origin.js';
import { AuditRepository, type AuditRow } from './audit.repository.js';

/** What somebody did. */
export interface Deed {
  /** A person's user name, or `api_key`; empty where nobody was signed in. */
  readonly actor: string;
  /** The call. */
  readonly action: string;
  readonly serviceId: number | null;
  /** What it was about, without secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Which entries are asked for; what is not given does not matter. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly serviceId?: number | undefined;
  /** Wire times, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Who did what over the CMS, when, and from where. */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger(AuditLog.name);

  constructor(
    private readonly entries: AuditRepository,
    private readonly ids: IdAllocator,
    private readonly unitOfWork: UnitOfWork,
    private readonly configuration: Configuration,
  ) {}

  /** What was done stays done where it cannot be written down: the log of the process says so then. */
  async record({ actor, action, serviceId, detail }: Deed, { address, requestId }: RequestOrigin): Promise<void> {
    try {
      const [id = 0] = await this.ids.take('cms_audit', 1);
      const at = Date.now();
      const entry = { id, at, actor, action, serviceId, detail: JSON.stringify(detail), address, requestId };
      await this.unitOfWork.run((tx) => this.entries.insert(tx, entry));
    } catch (error) {
      this.logger.warn({ err: error, request_id: requestId, actor, action }, 'The audit log missed an entry');
    }
  }

  /** Newest first. @throws AppError 10000 for a time that there was not */
  list(filter: AuditFilter, page: Page): Promise<RowPage<AuditRow>> {
    const from = this.momentOf('from', filter.from);
    const to = this.momentOf('to', filter.to);
    return this.entries.list({ ...filter, from, before: to === undefined ? undefined : to + 1000 }, page);
  }

  private momentOf(name: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const moment = parseWireTime(text, this.configuration.timeZone);
    if (moment === undefined) throw badParameter(name);
    return moment;
  }
}
