import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/paging.js';
import { readPage, type RowPage } from '../../database/read-page.js';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';

export interface AuditEntry {
  readonly id: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly serviceId: number | null;
  /** JSON. */
  readonly detail: string;
  readonly address: string;
  readonly requestId: string;
}

export interface AuditRow {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly service_id: number | null;
  readonly detail: string;
  readonly address: string;
  readonly request_id: string;
}

interface Conditions {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly serviceId?: number | undefined;
  /** UTC milliseconds, inclusive. */
  readonly from?: number | undefined;
  /** UTC milliseconds, exclusive. */
  readonly before?: number | undefined;
}

@Injectable()
export class AuditRepository {
  constructor(private readonly reads: ReadStore) {}

  async insert(tx: Tx, entry: AuditEntry): Promise<void> {
    await tx.execute(
      `INSERT INTO cms_audit (id, at, actor, action, service_id, detail, address, request_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [entry.id, entry.at, entry.actor, entry.action, entry.serviceId, entry.detail, entry.address, entry.requestId],
    );
  }

  /** Newest first. */
  list({ actor, action, serviceId, from, before }: Conditions, page: Page): Promise<RowPage<AuditRow>> {
    const given = (
      [
        ['actor = ?', actor],
        ['action = ?', action],
        ['service_id = ?', serviceId],
        ['at >= ?', from],
        ['at < ?', before],
      ] as const
    ).filter(([, value]) => value !== undefined);
    const conditions = ['1 = 1', ...given.map(([sql]) => sql)].join(' AND ');
    return readPage<AuditRow>(this.reads, page, {
      select: 'at, actor, action, service_id, detail, address, request_id',
      from: `cms_audit WHERE ${conditions}`,
      order: 'at DESC, id DESC',
      parameters: given.map(([, value]) => value),
    });
  }
}
