import { Injectable } from '@nestjs/common';
import type { ReadSession } from '../database/session.js';
import { FriendshipRepository, type Pair } from './friendship.repository.js';

/** Who is friends with whom. Changes hold the pair's conversation, so that sends come before or after. */
@Injectable()
export class FriendshipService {
  constructor(private readonly friendships: FriendshipRepository) {}

  /** Those of the pairs that are friends, as the session sees them, in one query. */
  async findStanding(session: ReadSession, pairs: readonly Pair[]): Promise<{ has(a: number, b: number): boolean }> {
    const keyOf = ([a, b]: Pair): string => `${Math.min(a, b)}:${Math.max(a, b)}`;
    const found = new Set((await this.friendships.findStanding(session, pairs)).map(keyOf));
    return { has: (a, b) => found.has(keyOf([a, b])) };
  }
}
