import { Injectable } from '@nestjs/common';
import { WireTime } from '../../common/time.js';
import { Configuration } from '../../config/configuration.js';
import type { RowPage } from '../../database/read-page.js';
import type { AuditRow } from './audit.repository.js';

export interface AuditPage {
  readonly total: number;
  readonly entries: readonly (Omit<AuditRow, 'at' | 'detail'> & { readonly time: string; readonly detail: unknown })[];
}

@Injectable()
export class AuditPresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  present({ total, rows }: RowPage<AuditRow>): AuditPage {
    return {
      total,
      entries: rows.map(({ at, actor, action, service_id, detail, address, request_id }) => ({
        time: this.time.render(at),
        actor,
        action,
        service_id,
        detail: JSON.parse(detail) as unknown,
        address,
        request_id,
      })),
    };
  }
}
