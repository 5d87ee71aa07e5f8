import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  betweenUsers,
  conversationIdFor,
  inGroup,
  keyOf,
  parseConversationId,
  partiesOf,
  targetOf,
  withService,
} from './conversation-target.js';

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const target = fc.oneof(
  fc.tuple(id, id).map(([a, b]) => betweenUsers(a, b)),
  fc.tuple(id, id).map(([service, uid]) => withService(service, uid)),
  fc.tuple(fc.integer({ min: 1, max: 4 }), id).map(([type, group]) => inGroup(type, group)),
);

describe('A conversation', () => {
  it('has one key, whichever party names it', () => {
    expect(keyOf(betweenUsers(2, 1))).toBe('u:1:2');
    expect(keyOf(betweenUsers(1, 2))).toBe('u:1:2');
    expect(keyOf(betweenUsers(9, 10))).toBe('u:9:10');
    expect(keyOf(withService(7, 1))).toBe('s:7:1');
    expect(keyOf(inGroup(3, 5))).toBe('g:3:5');
  });

  it('is found again by its key, which fits its column and holds no more than ASCII', () => {
    fc.assert(
      fc.property(target, (one) => {
        expect(targetOf(keyOf(one))).toEqual(one);
        expect(keyOf(one)).toMatch(/^[usg:\d]{1,64}$/);
      }),
    );
  });

  it('is named by each party as they see it, and found again by that name', () => {
    fc.assert(
      fc.property(target, id, (one, stranger) => {
        const viewers = one.kind === 'group' ? [stranger] : partiesOf(one);
        for (const viewer of viewers) expect(parseConversationId(conversationIdFor(one, viewer), viewer)).toEqual(one);
      }),
    );
  });

  it('has two parties, or one: notes to oneself, and the user who writes to an account', () => {
    expect(partiesOf(betweenUsers(2, 1))).toEqual([1, 2]);
    expect(partiesOf(betweenUsers(5, 5))).toEqual([5]);
    expect(partiesOf(withService(7, 1))).toEqual([1]);
  });
});

describe('parseConversationId', () => {
  it.each([
    ['u:2', betweenUsers(1, 2)],
    ['u:1', betweenUsers(1, 1)],
    ['s:9', withService(9, 1)],
    ['g:1:7', inGroup(1, 7)],
    ['g:4:9', inGroup(4, 9)],
  ])('reads %s', (text, expected) => {
    expect(parseConversationId(text, 1)).toEqual(expected);
  });

  it.each([
    [''],
    ['u'],
    ['u:'],
    ['u:0'],
    ['u:x'],
    ['u:1:2'],
    ['u: 1'],
    ['u:01'],
    ['U:1'],
    ['x:1'],
    ['s:9:1'],
    ['s:'],
    ['g:1'],
    ['g:0:7'],
    ['g:5:7'],
    ['g:1:0'],
    ['g:1:7:1'],
    ['g:1:7 '],
    ['u:9007199254740992'],
  ])('refuses %j', (text) => {
    expect(parseConversationId(text, 1)).toBeUndefined();
  });
});
