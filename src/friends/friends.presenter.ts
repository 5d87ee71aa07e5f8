import { Injectable } from '@nestjs/common';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import type { RowPage } from '../database/read-page.js';
import { presentProfile, type WireProfile } from '../users/profile.js';
import type { ApplyRow } from './friend-apply.repository.js';
import type { FriendRow } from './friendship.repository.js';

export interface ApplyPage {
  /** Text, as the document has it. */
  readonly total: string;
  readonly applys: readonly (WireProfile & {
    readonly comment: string;
    readonly status: string;
    readonly created: string;
    readonly relation_apply_id: number;
  })[];
}

export interface FriendPage {
  readonly total: string;
  readonly friends: readonly (WireProfile & { readonly created: string })[];
}

@Injectable()
export class FriendsPresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  applies({ total, rows }: RowPage<ApplyRow>): ApplyPage {
    return {
      total: String(total),
      applys: rows.map((row) => ({
        ...presentProfile(row),
        comment: row.comment,
        status: String(row.status),
        created: this.time.render(row.created_at),
        relation_apply_id: row.apply_id,
      })),
    };
  }

  friends({ total, rows }: RowPage<FriendRow>): FriendPage {
    return {
      total: String(total),
      friends: rows.map((row) => ({ ...presentProfile(row), created: this.time.render(row.created_at) })),
    };
  }
}
