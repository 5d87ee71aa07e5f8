import { describe, expect, it } from 'vitest';
import { brokenRule, CONTACT_RULES, type ContactFacts, type ContactRule } from './contact-rules.js';

const now = 1_000_000;
const strangers = { isSelf: false, exists: true, friends: false, blockedByReceiver: false };
const user: ContactFacts = { senderActive: true, to: 'user', friendshipRequired: false, ...strangers };
const apply: ContactFacts = { senderActive: true, to: 'apply', ...strangers };
const service: ContactFacts = { senderActive: true, to: 'service', exists: true };
const group: ContactFacts = { senderActive: true, to: 'group', exists: true, isMember: true, mutedUntil: 0, now };

describe('brokenRule', () => {
  it.each<[string, ContactFacts, ContactRule | undefined]>([
    ['to a user', user, undefined],
    ['to a user who is unknown', { ...user, exists: false }, 'user_missing'],
    ['to a user who blocked the sender', { ...user, blockedByReceiver: true }, 'blocked_by_receiver'],
    ['to a friend who blocked the sender', { ...user, friends: true, blockedByReceiver: true }, 'blocked_by_receiver'],
    ['to oneself', { ...user, isSelf: true, friendshipRequired: true }, undefined],
    ['to a stranger, where only friends may', { ...user, friendshipRequired: true }, 'not_friends'],
    ['to a friend, where only friends may', { ...user, friendshipRequired: true, friends: true }, undefined],
    ['to a user, banned', { ...user, senderActive: false, exists: false }, 'sender_banned'],
    ['apply', apply, undefined],
    ['apply to oneself', { ...apply, isSelf: true }, 'befriending_oneself'],
    ['apply to a user who is unknown', { ...apply, exists: false }, 'user_missing'],
    ['apply to a friend', { ...apply, friends: true, blockedByReceiver: true }, 'already_friends'],
    ['apply to a user who blocked the applicant', { ...apply, blockedByReceiver: true }, 'apply_blocked_by_receiver'],
    ['apply, banned', { ...apply, senderActive: false }, 'sender_banned'],
    ['to an official account', service, undefined],
    ['to an official account that is unknown', { ...service, exists: false }, 'service_missing'],
    ['to an official account, banned', { ...service, senderActive: false }, 'sender_banned'],
    ['to a group, as a member', group, undefined],
    ['to a group that is unknown or dismissed', { ...group, exists: false, isMember: false }, 'group_missing'],
    ['to a group, as a stranger', { ...group, isMember: false }, 'not_a_member'],
    ['to a group, muted', { ...group, mutedUntil: now + 1 }, 'muted'],
    ['to a group, at the end of a mute', { ...group, mutedUntil: now }, undefined],
    ['to a group, muted, and no member any more', { ...group, isMember: false, mutedUntil: now + 1 }, 'not_a_member'],
    ['to a group, banned', { ...group, senderActive: false, isMember: false }, 'sender_banned'],
  ])('%s', (_case, facts, rule) => {
    expect(brokenRule(facts)).toBe(rule);
  });

  it('tells each rule by a code of its own', () => {
    const codes = Object.values(CONTACT_RULES);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
