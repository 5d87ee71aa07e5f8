import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { chunks, placeholders } from '../../database/sql.js';
import { followersOf, keyOf } from '../../timeline/conversation-target.js';

/** The group of an account's followers. */
export interface FollowerGroup {
  readonly id: number;
  readonly memberCount: number;
}

/** Who follows official accounts now, and how many. */
@Injectable()
export class FollowerRepository {
  constructor(private readonly reads: ReadStore) {}

  /** By account; an account that there is not is missing. */
  async findGroups(serviceIds: readonly number[]): Promise<Map<number, FollowerGroup>> {
    const groups = new Map<number, FollowerGroup>();
    for (const part of chunks(serviceIds)) {
      const services = new Map(part.map((id) => [keyOf(followersOf(id)), id]));
      const rows = await this.reads.query<{ id: number; conversation_key: string; member_count: number }>(
        `SELECT id, conversation_key, member_count FROM conversations
         WHERE conversation_key IN (${placeholders(services.size)})`,
        [...services.keys()],
      );
      for (const { id, conversation_key, member_count } of rows)
        groups.set(services.get(conversation_key) ?? 0, { id, memberCount: member_count });
    }
    return groups;
  }

  /** The next `limit` followers above user `after`, ascending. */
  async findFollowers(groupId: number, after: number, limit: number): Promise<number[]> {
    const rows = await this.reads.query<{ user_id: number }>(
      'SELECT user_id FROM group_members WHERE conversation_id = ? AND user_id > ? ORDER BY user_id LIMIT ?',
      [groupId, after, limit],
    );
    return rows.map(({ user_id }) => user_id);
  }
}
