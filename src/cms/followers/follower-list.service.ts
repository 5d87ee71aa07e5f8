import { Injectable } from '@nestjs/common';
import { presentProfile, type WireProfile } from '../../users/profile.js';
import { UserService } from '../../users/user.service.js';
import { FollowerRepository } from './follower.repository.js';

export interface WireFollowers {
  readonly service_id: number;
  readonly total: number;
  readonly users: readonly WireProfile[];
  /** Null at the end. */
  readonly next_cursor: number | null;
}

/** Pages of an account's followers, by user id: any page of a million costs the same. */
@Injectable()
export class FollowerListService {
  constructor(
    private readonly followers: FollowerRepository,
    private readonly users: UserService,
  ) {}

  /** How many follow an account now; nobody where there is none of that id. */
  async count(serviceId: number): Promise<number> {
    return (await this.countEach([serviceId])).get(serviceId) ?? 0;
  }

  /** As `count`, by account. */
  async countEach(serviceIds: readonly number[]): Promise<Map<number, number>> {
    const groups = await this.followers.findGroups(serviceIds);
    return new Map([...groups].map(([serviceId, { memberCount }]) => [serviceId, memberCount]));
  }

  /** @param after the cursor of the page before; 0 for the first page */
  async list(serviceId: number, after: number, limit: number): Promise<WireFollowers> {
    const group = (await this.followers.findGroups([serviceId])).get(serviceId);
    const uids = group ? await this.followers.findFollowers(group.id, after, limit) : [];
    return {
      service_id: serviceId,
      total: group?.memberCount ?? 0,
      users: (await this.users.findShown(uids)).map(presentProfile),
      next_cursor: uids.length < limit ? null : (uids.at(-1) ?? null),
    };
  }
}
