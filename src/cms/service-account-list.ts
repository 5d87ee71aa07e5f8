import { Injectable } from '@nestjs/common';
import { ServiceAccess } from '../auth/operators/service-access.js';
import { type Page, toWindow } from '../common/paging.js';
import { ServiceAccountService } from '../users/service-account.service.js';
import type { CmsIdentity } from '../wire/access.js';
import { FollowerListService } from './followers/follower-list.service.js';

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
    private readonly followers: FollowerListService,
  ) {}

  async list(caller: CmsIdentity, page: Page): Promise<WireServiceAccounts> {
    const ids = await this.access.findUsable(caller);
    const window = toWindow(page);
    const wanted = window ? ids.slice(window.offset, window.offset + (window.limit ?? ids.length)) : [];
    const profiles = await this.services.findProfiles(wanted);
    const followers = await this.followers.countEach(wanted);
    const accounts = wanted.flatMap((id) => {
      const { nickname, photo } = profiles.get(id) ?? {};
      if (nickname === undefined || photo === undefined) return [];
      return [{ service_id: id, nickname, photo, followers: followers.get(id) ?? 0 }];
    });
    return { total: ids.length, accounts };
  }
}
