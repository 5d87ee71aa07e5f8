import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import { followersOf, keyOf } from '../timeline/conversation-target.js';
import { presentProfile, type WireProfile } from '../users/profile.js';
import { UserService } from '../users/user.service.js';

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
    private readonly reads: ReadStore,
    private readonly users: UserService,
  ) {}

  async count(serviceId: number): Promise<number> {
    return (await this.find(serviceId)).member_count;
  }

  /** @param after the cursor of the page before; 0 for the first page */
  async list(serviceId: number, after: number, limit: number): Promise<WireFollowers> {
    const { id, member_count } = await this.find(serviceId);
    const rows = await this.reads.query<{ user_id: number }>(
      'SELECT user_id FROM group_members WHERE conversation_id = ? AND user_id > ? ORDER BY user_id LIMIT ?',
      [id, after, limit],
    );
    const uids = rows.map(({ user_id }) => user_id);
    return {
      service_id: serviceId,
      total: member_count,
      users: (await this.users.findShown(uids)).map(presentProfile),
      next_cursor: rows.length < limit ? null : (uids.at(-1) ?? null),
    };
  }

  private async find(serviceId: number): Promise<{ id: number; member_count: number }> {
    const [row] = await this.reads.query<{ id: number; member_count: number }>(
      'SELECT id, member_count FROM conversations WHERE conversation_key = ?',
      [keyOf(followersOf(serviceId))],
    );
    return row ?? { id: 0, member_count: 0 };
  }
}
