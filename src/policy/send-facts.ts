import { Injectable } from '@nestjs/common';
import { BlacklistService } from '../blacklist/blacklist.service.js';
import { Configuration } from '../config/configuration.js';
import type { ReadSession } from '../database/session.js';
import { FriendshipService } from '../friends/friendship.service.js';
import { MembershipService, type MemberStanding } from '../groups/membership.service.js';
import type { ContactFacts } from '../rules/contact-rules.js';
import type { ConversationTarget } from '../timeline/conversation-target.js';
import { UserService } from '../users/user.service.js';
import type { UserStanding } from '../users/user.repository.js';

/** Somebody who wants to send. */
export interface Attempt {
  readonly senderId: number;
  readonly target: ConversationTarget;
  /** A group's conversation. */
  readonly conversationId: number;
}

export interface Known {
  readonly facts: ContactFacts;
  readonly sender: UserStanding | undefined;
}

/** @param exists whether the target is there; of a user it is asked here whether they still are */
export type KnownOf = (attempt: Attempt, exists: boolean) => Known;

interface Found {
  /** Senders, and the receivers who are users. */
  readonly users: ReadonlyMap<number, UserStanding>;
  readonly members: ReadonlyMap<string, MemberStanding>;
  readonly blocks: Awaited<ReturnType<BlacklistService['findStanding']>>;
  readonly friends: Awaited<ReturnType<FriendshipService['findStanding']>>;
}

/** Gathers what the rules of sending ask for: one query per kind of fact, however many attempts. */
@Injectable()
export class SendFactsReader {
  constructor(
    private readonly users: UserService,
    private readonly memberships: MembershipService,
    private readonly blacklist: BlacklistService,
    private readonly friendships: FriendshipService,
    private readonly configuration: Configuration,
  ) {}

  /** @returns what is known of each of the attempts, as the session sees it: all is asked for at once */
  async read(session: ReadSession, attempts: readonly Attempt[]): Promise<KnownOf> {
    const pairs = attempts.flatMap(receiverOf);
    const uids = new Set([...attempts.map(({ senderId }) => senderId), ...pairs.map(([, receiver]) => receiver)]);
    const possibleBlocks = pairs.map(([sender, receiver]) => ({ by: receiver, blocked: sender }));
    const friendshipRequired = this.configuration.requireFriendship;
    const [users, members, blocks, friends] = await Promise.all([
      this.users.findStanding(session, [...uids]),
      this.findMembers(session, attempts),
      this.blacklist.findStanding(session, possibleBlocks),
      this.friendships.findStanding(session, friendshipRequired ? pairs : []),
    ]);
    const found: Found = { users, members, blocks, friends };
    const now = Date.now();
    return (attempt, exists) => {
      const sender = users.get(attempt.senderId);
      const senderActive = sender !== undefined && !sender.banned;
      return { sender, facts: { senderActive, ...factsOf(attempt, exists, found, friendshipRequired, now) } };
    };
  }

  private async findMembers(
    session: ReadSession,
    attempts: readonly Attempt[],
  ): Promise<ReadonlyMap<string, MemberStanding>> {
    const keys = attempts
      .filter(({ target }) => target.kind === 'group')
      .map(({ conversationId, senderId }) => ({ conversationId, uid: senderId }));
    const wanted = new Map(keys.map((key) => [memberKey(key.conversationId, key.uid), key]));
    const standing = await this.memberships.findStanding(session, [...wanted.values()]);
    return new Map(standing.map((member) => [memberKey(member.conversationId, member.uid), member]));
  }
}

type TargetFacts = ContactFacts extends infer F ? (F extends ContactFacts ? Omit<F, 'senderActive'> : never) : never;

function factsOf(
  { senderId, target, conversationId }: Attempt,
  exists: boolean,
  { users, members, blocks, friends }: Found,
  friendshipRequired: boolean,
  now: number,
): TargetFacts {
  switch (target.kind) {
    case 'users': {
      const receiver = target.low === senderId ? target.high : target.low;
      return {
        to: 'user',
        // Who was deleted leaves their conversations behind.
        exists: exists && users.has(receiver),
        isSelf: receiver === senderId,
        friendshipRequired,
        friends: friends.has(senderId, receiver),
        blockedByReceiver: blocks.has({ by: receiver, blocked: senderId }),
      };
    }
    case 'service':
      return { to: 'service', exists };
    case 'group': {
      const member = members.get(memberKey(conversationId, senderId));
      return { to: 'group', exists, isMember: member !== undefined, mutedUntil: member?.mutedUntil ?? 0, now };
    }
  }
}

/** Sender and receiver, where a user writes to another one. */
function receiverOf({ senderId, target }: Attempt): [number, number][] {
  if (target.kind !== 'users' || target.low === target.high) return [];
  return [[senderId, target.low === senderId ? target.high : target.low]];
}

function memberKey(conversationId: number, uid: number): string {
  return `${conversationId}:${uid}`;
}
