import { expect, it } from 'vitest';
import { betweenUsers, inGroup, withService } from '../conversation-target.js';
import { contentHash } from './content-hash.js';

const send = { target: betweenUsers(1, 2), type: 1, body: { text: 'hello' } };

it('is the same for the same target, type and body', () => {
  expect(contentHash({ ...send, target: betweenUsers(2, 1), body: { text: 'hello' } })).toBe(contentHash(send));
  expect(contentHash(send)).toMatch(/^[0-9a-f]{64}$/);
});

it.each([
  ['target', { ...send, target: betweenUsers(1, 3) }],
  ['kind of target', { ...send, target: withService(2, 1) }],
  ['group', { ...send, target: inGroup(1, 2) }],
  ['type', { ...send, type: 2 }],
  ['letter case', { ...send, body: { text: 'Hello' } }],
  ['trailing space', { ...send, body: { text: 'hello ' } }],
  ['normal form', { ...send, body: { text: 'hello\u0301' } }],
])('differs with another %s', (_what, other) => {
  expect(contentHash(other)).not.toBe(contentHash(send));
});
