import { Injectable } from '@nestjs/common';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import type { RowPage } from '../database/read-page.js';
import { presentProfile, type WireProfile } from '../users/profile.js';
import type { BlockedRow } from './blacklist.repository.js';

export interface BlacklistPage {
  /** Text, as the document has it. */
  readonly total: string;
  readonly blacklist: readonly (WireProfile & { readonly created: string })[];
}

@Injectable()
export class BlacklistPresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  present({ total, rows }: RowPage<BlockedRow>): BlacklistPage {
    return {
      total: String(total),
      blacklist: rows.map((row) => ({ ...presentProfile(row), created: this.time.render(row.created_at) })),
    };
  }
}
