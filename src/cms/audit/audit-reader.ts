import { Injectable } from '@nestjs/common';
import { badParameter } from '../../common/errors/app-error.js';
import { parseWireTime } from '../../common/wire-time-parser.js';
import { Configuration } from '../../config/configuration.js';
import { type AuditConditions, AuditRepository, type AuditRow } from './audit.repository.js';
import { type AuditPlace, parseCursor } from './audit-cursor.js';

/** So many entries are counted, and reached by page; further ones by cursor. */
const COUNTED = 10_000;

/** Which entries are asked for; what is not given does not matter. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly serviceId?: number | undefined;
  /** Wire times, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditPageRequest {
  /** Counted from the cursor, where there is one. */
  readonly page: number;
  readonly pageSize: number;
  /** `next_cursor` of an earlier answer. */
  readonly cursor?: string | undefined;
}

export interface AuditPage {
  /** 10,000 stands for so many or more. */
  readonly total: number;
  readonly rows: readonly AuditRow[];
  /** The last of the rows; undefined where nothing comes after it. */
  readonly next: AuditPlace | undefined;
}

/** Reads the audit log: no answer costs more than the newest 10,000 entries that match, however long it is. */
@Injectable()
export class AuditReader {
  constructor(
    private readonly entries: AuditRepository,
    private readonly configuration: Configuration,
  ) {}

  /** Newest first. @throws AppError 10000 for a time that there was not, a cursor that is none, a page beyond 10,000 */
  async list(filter: AuditFilter, { page, pageSize, cursor }: AuditPageRequest): Promise<AuditPage> {
    const from = this.momentOf('from', filter.from);
    const to = this.momentOf('to', filter.to);
    const conditions: AuditConditions = { ...filter, from, before: to === undefined ? undefined : to + 1000 };
    const after = cursor === undefined ? undefined : parseCursor(cursor);
    const total = await this.entries.count(conditions, COUNTED);
    const offset = (page - 1) * pageSize;
    if (offset >= COUNTED && total === COUNTED) throw badParameter('page');
    if (offset >= total) return { total, rows: [], next: undefined };
    // One more, to know whether there is one.
    const found = await this.entries.find(conditions, { after, offset, limit: pageSize + 1 });
    const rows = found.slice(0, pageSize);
    return { total, rows, next: found.length > pageSize ? rows.at(-1) : undefined };
  }

  private momentOf(name: string, text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const moment = parseWireTime(text, this.configuration.timeZone);
    if (moment === undefined) throw badParameter(name);
    return moment;
  }
}
