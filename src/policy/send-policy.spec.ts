import { describe, expect, it } from 'vitest';
import { refusalToSend, type SendFacts } from './send-policy.js';

const now = 1_000_000;
const by = { senderActive: true, now };
const member = { mutedUntil: undefined };

describe('refusalToSend', () => {
  it.each<[string, SendFacts, number | undefined]>([
    ['to a user', { ...by, to: 'user' }, undefined],
    ['to an official account', { ...by, to: 'service' }, undefined],
    ['to a group, as a member', { ...by, to: 'group', member }, undefined],
    ['to a group, as a stranger', { ...by, to: 'group', member: undefined }, 20004],
    ['muted', { ...by, to: 'group', member: { mutedUntil: now + 1 } }, 20008],
    ['at the end of a mute', { ...by, to: 'group', member: { mutedUntil: now } }, undefined],
    ['long after a mute', { ...by, to: 'group', member: { mutedUntil: 1 } }, undefined],
    ['banned, to a user', { senderActive: false, now, to: 'user' }, 10001],
    ['banned, and a stranger', { senderActive: false, now, to: 'group', member: undefined }, 10001],
  ])('%s', (_case, facts, code) => {
    expect(refusalToSend(facts)).toBe(code);
  });
});
