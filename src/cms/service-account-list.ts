import { Injectable } from '@nestjs/common';
import { ServiceAccess } from '../auth/operators/service-access.js';
import { type Page, toWindow } from '../common/paging.js';
import { ReadStore } from '../database/read-store.js';
import { chunks, placeholders } from '../database/sql.js';
import { followersOf, keyOf } from '../timeline/conversation-target.js';
import { ServiceAccountService } from '../users/service-account.service.js';
import type { CmsIdentity } from '../wire/access.js';

export interface WireServiceAccounts {
  readonly total: number;
  readonly accounts: readonly {
    readonly service_id: number;
    readonly nickname: string;
    readonly photo: string;
    readonly followers: number;
  }[];
}

/** The official accounts that somebody works for, by id. */
@Injectable()
export class ServiceAccountList {
  constructor(
    private readonly access: ServiceAccess,
    private readonly services: ServiceAccountService,
    private readonly reads: ReadStore,
  ) {}

  async list(caller: CmsIdentity, page: Page): Promise<WireServiceAccounts> {
    const ids = await this.access.findUsable(caller);
    const window = toWindow(page);
    const wanted = window ? ids.slice(window.offset, window.offset + (window.limit ?? ids.length)) : [];
    const profiles = await this.services.findProfiles(wanted);
    const followers = await this.countFollowers(wanted);
    const accounts = wanted.flatMap((id) => {
      const { nickname, photo } = profiles.get(id) ?? {};
      if (nickname === undefined || photo === undefined) return [];
      return [{ service_id: id, nickname, photo, followers: followers.get(id) ?? 0 }];
    });
    return { total: ids.length, accounts };
  }

  private async countFollowers(ids: readonly number[]): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    for (const part of chunks(ids)) {
      const keys = new Map(part.map((id) => [keyOf(followersOf(id)), id]));
      const rows = await this.reads.query<{ conversation_key: string; member_count: number }>(
        `SELECT conversation_key, member_count FROM conversations WHERE conversation_key IN (${placeholders(keys.size)})`,
        [...keys.keys()],
      );
      for (const row of rows) counts.set(keys.get(row.conversation_key) ?? 0, row.member_count);
    }
    return counts;
  }
}
