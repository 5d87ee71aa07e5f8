import { Injectable } from '@nestjs/common';
import { WireTime } from '../../common/time.js';
import { Configuration } from '../../config/configuration.js';
import { cursorOf } from './audit-cursor.js';
import type { AuditPage } from './audit-reader.js';
import { AUDIT_OUTCOME, type AuditOutcome, type AuditRow } from './audit.repository.js';

export interface WireAuditEntry extends Omit<AuditRow, 'id' | 'at' | 'detail' | 'outcome'> {
  readonly time: string;
  readonly detail: unknown;
  readonly outcome: AuditOutcome;
}

export interface WireAuditPage {
  readonly total: number;
  readonly entries: readonly WireAuditEntry[];
  readonly next_cursor: string | null;
}

@Injectable()
export class AuditPresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  present({ total, rows, next }: AuditPage): WireAuditPage {
    return {
      total,
      entries: rows.map(({ at, actor, action, service_id, detail, address, request_id, outcome }) => ({
        time: this.time.render(at),
        actor,
        action,
        service_id,
        detail: JSON.parse(detail) as unknown,
        address,
        request_id,
        outcome: outcome === AUDIT_OUTCOME.done ? 'done' : 'unknown',
      })),
      next_cursor: next === undefined ? null : cursorOf(next),
    };
  }
}
