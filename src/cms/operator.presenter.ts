import { Injectable } from '@nestjs/common';
import type { ListedOperator } from '../auth/operators/operator.js';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import type { RowPage } from '../database/read-page.js';
import type { CmsRole } from '../wire/access.js';

export interface OperatorPage {
  readonly total: number;
  readonly operators: readonly {
    readonly operator_id: number;
    readonly username: string;
    readonly role: CmsRole;
    readonly services: readonly number[];
    readonly created: string;
  }[];
}

@Injectable()
export class OperatorPresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  present({ total, rows }: RowPage<ListedOperator>): OperatorPage {
    return {
      total,
      operators: rows.map(({ id, username, role, serviceIds, createdAt }) => ({
        operator_id: id,
        username,
        role,
        services: serviceIds,
        created: this.time.render(createdAt),
      })),
    };
  }
}
