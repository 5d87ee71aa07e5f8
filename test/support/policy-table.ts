/**
 * Who may write to whom: the table that `policy-table.e2e-spec.ts` tries cell by cell, and that docs/api.md prints.
 * Nothing of it is taken from the code that it is about.
 */

/** Each rule with its code and its meaning, in the order in which they are asked: the first one that is broken is told. */
export const RULES = {
  sender_banned: [10001, 'the sender is banned'],
  user_missing: [20001, 'there is no such user, or they were deleted'],
  blocked_by_receiver: [20003, 'the receiver has blocked the sender'],
  not_friends: [20010, 'the two are no friends, where `REQUIRE_FRIENDSHIP` is on'],
  befriending_oneself: [40002, 'the application is to oneself'],
  already_friends: [40001, 'the two are friends already'],
  apply_blocked_by_receiver: [40005, 'the receiver has blocked the applicant'],
  group_missing: [20005, 'there is no such group, or it was dismissed'],
  not_a_member: [20004, 'the sender is not a member of the group'],
  muted: [20008, 'the sender is muted in the group'],
  service_missing: [20006, 'there is no such official account'],
} as const satisfies Record<string, readonly [code: number, meaning: string]>;

export type Rule = keyof typeof RULES;

/** What happens: a rule that is broken, or 'ok'. */
export type Cell = Rule | 'ok';

/** Whom a message, or an application, is for. */
export const COLUMNS = {
  user: 'a user',
  friend: 'a user, with `REQUIRE_FRIENDSHIP`',
  apply: 'addFriendApply',
  group: 'a group (types 1-3)',
  service: 'an official account',
} as const;

export type Column = keyof typeof COLUMNS;

/** What happens beforehand, in this order; "the other" is the receiver, or another member of the group. */
export type Step =
  | 'apply'
  | 'befriend'
  | 'unfriend'
  | 'block the other'
  | 'unblock the other'
  | 'get blocked'
  | 'get unblocked'
  | 'follow'
  | 'unfollow'
  | 'join'
  | 'leave'
  | 'get muted'
  | 'get unmuted'
  | 'get dismissed'
  | 'get banned'
  | 'get unbanned'
  | 'ban the other';

/** A target that is not "the other" or their group, nor an official account that is there. */
export type SpecialTarget = 'oneself' | 'nobody';

export interface Row {
  /** What is true of the sender. */
  readonly sender: string;
  readonly before: readonly Step[];
  readonly to?: SpecialTarget;
  /** Where a column is left out, the row says nothing of it. */
  readonly cells: Readonly<Partial<Record<Column, Cell>>>;
}

const FREE = { user: 'ok', friend: 'ok' } as const;
const STRANGE = { user: 'ok', friend: 'not_friends', apply: 'ok' } as const;
const BLOCKED = {
  user: 'blocked_by_receiver',
  friend: 'blocked_by_receiver',
  apply: 'apply_blocked_by_receiver',
} as const;
const BANNED = { user: 'sender_banned', friend: 'sender_banned', apply: 'sender_banned' } as const;

export const ROWS: readonly Row[] = [
  { sender: 'is a stranger, and no member', before: [], cells: { ...STRANGE, group: 'not_a_member', service: 'ok' } },
  {
    sender: 'is a friend, but no member',
    before: ['befriend'],
    cells: { ...FREE, apply: 'already_friends', group: 'not_a_member' },
  },
  { sender: 'is a friend no more', before: ['befriend', 'unfriend'], cells: STRANGE },
  { sender: 'waits for the answer to an application', before: ['apply'], cells: STRANGE },
  { sender: 'is blocked by the receiver', before: ['get blocked'], cells: BLOCKED },
  {
    sender: 'is blocked, and a friend',
    before: ['befriend', 'get blocked'],
    cells: { ...BLOCKED, apply: 'already_friends' },
  },
  { sender: 'is blocked no more', before: ['get blocked', 'get unblocked'], cells: STRANGE },
  { sender: 'has blocked the receiver', before: ['block the other'], cells: STRANGE },
  {
    sender: 'has blocked the receiver, a friend',
    before: ['befriend', 'block the other'],
    cells: { ...FREE, apply: 'already_friends' },
  },
  {
    sender: 'has blocked the receiver, and is blocked',
    before: ['block the other', 'get blocked'],
    cells: BLOCKED,
  },
  { sender: 'has ended the block', before: ['block the other', 'unblock the other'], cells: STRANGE },
  { sender: 'writes to a banned user', before: ['ban the other'], cells: STRANGE },
  { sender: 'writes to oneself', before: [], to: 'oneself', cells: { ...FREE, apply: 'befriending_oneself' } },
  {
    sender: 'names a target that does not exist',
    before: [],
    to: 'nobody',
    cells: {
      user: 'user_missing',
      friend: 'user_missing',
      apply: 'user_missing',
      group: 'group_missing',
      service: 'service_missing',
    },
  },
  { sender: 'follows the account', before: ['follow'], cells: { service: 'ok' } },
  { sender: 'follows it no more', before: ['follow', 'unfollow'], cells: { service: 'ok' } },
  { sender: 'is a member', before: ['join'], cells: { group: 'ok' } },
  { sender: 'is a member, blocked by another one', before: ['join', 'get blocked'], cells: { group: 'ok' } },
  { sender: 'is a member, and has blocked another one', before: ['join', 'block the other'], cells: { group: 'ok' } },
  { sender: 'was a member', before: ['join', 'leave'], cells: { group: 'not_a_member' } },
  { sender: 'is a member again', before: ['join', 'leave', 'join'], cells: { group: 'ok' } },
  { sender: 'is muted', before: ['join', 'get muted'], cells: { group: 'muted' } },
  { sender: 'is muted, and was a member', before: ['join', 'get muted', 'leave'], cells: { group: 'not_a_member' } },
  { sender: 'is muted, and a member again', before: ['join', 'get muted', 'leave', 'join'], cells: { group: 'muted' } },
  { sender: 'is muted no more', before: ['join', 'get muted', 'get unmuted'], cells: { group: 'ok' } },
  {
    sender: 'is a member of a group that is dismissed',
    before: ['join', 'get dismissed'],
    cells: { group: 'group_missing' },
  },
  {
    sender: 'was a member of a group that is dismissed',
    before: ['join', 'leave', 'get dismissed'],
    cells: { group: 'group_missing' },
  },
  {
    sender: 'is banned',
    before: ['get banned'],
    cells: { ...BANNED, group: 'sender_banned', service: 'sender_banned' },
  },
  {
    sender: 'is banned, a friend and a member',
    before: ['befriend', 'join', 'get banned'],
    cells: { ...BANNED, group: 'sender_banned' },
  },
  {
    sender: 'is banned, blocked and muted',
    before: ['join', 'get blocked', 'get muted', 'get banned'],
    cells: { ...BANNED, group: 'sender_banned' },
  },
  {
    sender: 'is banned, and names a target that does not exist',
    before: ['get banned'],
    to: 'nobody',
    cells: { ...BANNED, group: 'sender_banned', service: 'sender_banned' },
  },
  {
    sender: 'is banned no more, a friend and a member',
    before: ['befriend', 'join', 'get banned', 'get unbanned'],
    cells: { ...FREE, apply: 'already_friends', group: 'ok', service: 'ok' },
  },
];
