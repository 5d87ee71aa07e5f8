import { parseUint } from '../common/uint.js';

/** Kinds of conversations, as stored. */
export const CONVERSATION_KIND = { users: 0, service: 1, group: 2 } as const;

/** The group type of an official account's followers; the others are groups of users. */
export const FOLLOWERS = 4;

/** A conversation as everybody knows it, whoever looks at it. */
export type ConversationTarget =
  /** Two users, `low` ≤ `high`; equal for notes to oneself. */
  | { readonly kind: 'users'; readonly low: number; readonly high: number }
  /** The dialogue of one user with an official account. */
  | { readonly kind: 'service'; readonly serviceId: number; readonly uid: number }
  /** A group; type 4 is an official account's broadcasts to its followers. */
  | { readonly kind: 'group'; readonly groupType: number; readonly groupId: number };

export type UsersTarget = Extract<ConversationTarget, { kind: 'users' }>;
export type ServiceTarget = Extract<ConversationTarget, { kind: 'service' }>;
export type GroupTarget = Extract<ConversationTarget, { kind: 'group' }>;

export function betweenUsers(a: number, b: number): UsersTarget {
  return { kind: 'users', low: Math.min(a, b), high: Math.max(a, b) };
}

export function withService(serviceId: number, uid: number): ServiceTarget {
  return { kind: 'service', serviceId, uid };
}

export function inGroup(groupType: number, groupId: number): GroupTarget {
  return { kind: 'group', groupType, groupId };
}

/** An official account's followers, where its broadcasts go. */
export function followersOf(serviceId: number): GroupTarget {
  return inGroup(FOLLOWERS, serviceId);
}

/** The unique key text of a conversation in the database, ASCII. */
export function keyOf(target: ConversationTarget): string {
  switch (target.kind) {
    case 'users':
      return `u:${target.low}:${target.high}`;
    case 'service':
      return `s:${target.serviceId}:${target.uid}`;
    case 'group':
      return `g:${target.groupType}:${target.groupId}`;
  }
}

/** The inverse of `keyOf`. */
export function targetOf(key: string): ConversationTarget {
  const [form, first, second] = key.split(':');
  const a = Number(first);
  const b = Number(second);
  if (form === 'u') return { kind: 'users', low: a, high: b };
  return form === 's' ? withService(a, b) : inGroup(a, b);
}

/** `conversation_id` as a user sees it (contract, section 6). */
export function conversationIdFor(target: ConversationTarget, viewer: number): string {
  switch (target.kind) {
    case 'users':
      return `u:${target.low === viewer ? target.high : target.low}`;
    case 'service':
      return `s:${target.serviceId}`;
    case 'group':
      return `g:${target.groupType}:${target.groupId}`;
  }
}

/** Reads a `conversation_id` that a user sent; undefined where it is ill-formed. */
export function parseConversationId(text: string, viewer: number): ConversationTarget | undefined {
  const [form, ...parts] = text.split(':');
  const numbers = parts.map((part) => parseUint(part, 1));
  const [first, second] = numbers;
  if (form === 'g' && numbers.length === 2) {
    const wellFormed = first !== undefined && first <= 4 && second !== undefined;
    return wellFormed ? inGroup(first, second) : undefined;
  }
  if (numbers.length !== 1 || first === undefined) return undefined;
  if (form === 'u') return betweenUsers(viewer, first);
  return form === 's' ? withService(first, viewer) : undefined;
}

/** The users of a two-party conversation, each once. */
export function partiesOf(target: Exclude<ConversationTarget, GroupTarget>): number[] {
  if (target.kind === 'service') return [target.uid];
  return target.low === target.high ? [target.low] : [target.low, target.high];
}
