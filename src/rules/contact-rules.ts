import type { ErrorCode } from '../common/errors/error-codes.js';

/** What is known of one user and of whom they want to reach, under the conversation's lock. */
export type ContactFacts = {
  /** Imported, and neither banned nor deleted. */
  readonly senderActive: boolean;
} & (
  | ({ readonly to: 'user'; readonly friendshipRequired: boolean } & Pair)
  | ({ readonly to: 'apply' } & Pair)
  | { readonly to: 'service'; readonly exists: boolean }
  | {
      readonly to: 'group';
      /** Made, and not dismissed. */
      readonly exists: boolean;
      readonly isMember: boolean;
      /** UTC milliseconds; 0 where the sender was never muted. */
      readonly mutedUntil: number;
      /** UTC milliseconds. */
      readonly now: number;
    }
);

/** Two users, as seen by the one who sends or applies. That the sender blocked the receiver forbids nothing. */
interface Pair {
  readonly isSelf: boolean;
  readonly exists: boolean;
  readonly friends: boolean;
  readonly blockedByReceiver: boolean;
}

/** Each rule by its name, with the code that tells of it (contract, section 4). */
export const CONTACT_RULES = {
  sender_banned: 10001,
  user_missing: 20001,
  blocked_by_receiver: 20003,
  not_a_member: 20004,
  group_missing: 20005,
  service_missing: 20006,
  muted: 20008,
  not_friends: 20010,
  already_friends: 40001,
  befriending_oneself: 40002,
  apply_blocked_by_receiver: 40005,
} as const satisfies Record<string, ErrorCode>;

export type ContactRule = keyof typeof CONTACT_RULES;

/** Those that a message can break; the others are of applies. */
export const SEND_RULES = (Object.keys(CONTACT_RULES) as ContactRule[]).filter((rule) => CONTACT_RULES[rule] < 40000);

/**
 * Who may send what to whom, and who may apply to whom: the one function that says so
 * (docs/api.md, "Who may write to whom"). Message types are looked at before.
 * @returns the first rule that is broken, or undefined where nothing forbids it
 */
export function brokenRule(facts: ContactFacts): ContactRule | undefined {
  if (!facts.senderActive) return 'sender_banned';
  switch (facts.to) {
    case 'user':
      if (!facts.exists) return 'user_missing';
      if (facts.isSelf) return undefined;
      if (facts.blockedByReceiver) return 'blocked_by_receiver';
      return facts.friendshipRequired && !facts.friends ? 'not_friends' : undefined;
    case 'apply':
      if (facts.isSelf) return 'befriending_oneself';
      if (!facts.exists) return 'user_missing';
      if (facts.friends) return 'already_friends';
      return facts.blockedByReceiver ? 'apply_blocked_by_receiver' : undefined;
    case 'service':
      return facts.exists ? undefined : 'service_missing';
    case 'group':
      if (!facts.exists) return 'group_missing';
      if (!facts.isMember) return 'not_a_member';
      return facts.mutedUntil > facts.now ? 'muted' : undefined;
  }
}
