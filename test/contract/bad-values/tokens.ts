import { createHmac } from 'node:crypto';
import { TEST_JWT_SECRET } from '../../support/chat/chat-app.js';

type Claims = Record<string, unknown>;

const HASHES: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** A token of user 1 that is good for an hour, but for what is given. It is made by hand: libraries refuse to. */
export function forge(claims: Claims = {}, header: Claims = {}, secret = TEST_JWT_SECRET): string {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: 'HS256', typ: 'JWT', ...header };
  const content = `${encode(head)}.${encode({ sub: '1', aud: 'chat', iat: now, exp: now + 3600, ...claims })}`;
  const hash = HASHES[head.alg];
  return `${content}.${hash ? createHmac(hash, secret).update(content).digest('base64url') : ''}`;
}

const past = Math.floor(Date.now() / 1000) - 1;
const good = forge();

/** By what is wrong with it: the code that every door answers. */
export const BAD_TOKENS: readonly [name: string, code: number, token: string | undefined][] = [
  ['no token', 10001, undefined],
  ['an empty one', 10001, ''],
  ['no JWT', 10001, 'nonsense'],
  ['an expired one', 10002, forge({ exp: past })],
  ['one that expired this second', 10002, forge({ exp: past + 1 })],
  ['one signed with HS512', 10001, forge({}, { alg: 'HS512' })],
  ['one signed with HS384', 10001, forge({}, { alg: 'HS384' })],
  ['one with alg none', 10001, forge({}, { alg: 'none' })],
  ['one with alg NONE and the right signature', 10001, `${forge({}, { alg: 'NONE' })}${good.split('.')[2]}`],
  ['one signed with another secret', 10001, forge({}, {}, 'another-secret-of-more-than-32-characters')],
  ['an expired one signed with another secret', 10001, forge({ exp: past }, {}, 'another-secret-of-32-characters')],
  ['one signed with an empty secret', 10001, forge({}, {}, '')],
  ['one without its signature', 10001, good.replace(/[^.]*$/, '')],
  [
    'one with a changed user',
    10001,
    good.replace(/\.[^.]*\./, `.${encode({ sub: '2', aud: 'chat', exp: past + 9999 })}.`),
  ],
  ['one for another audience', 10001, forge({ aud: 'cms' })],
  ['one without audience', 10001, forge({ aud: undefined })],
  ['one without end', 10001, forge({ exp: undefined })],
  ['one whose end is text', 10001, forge({ exp: '9999999999' })],
  ['one that is not valid yet', 10001, forge({ nbf: past + 1000 })],
  ['one without user', 10001, forge({ sub: undefined })],
  ['one whose user is a number', 10001, forge({ sub: 1 })],
  ['one whose user is no id', 10001, forge({ sub: '1 or 1=1' })],
  ['one whose user is 01', 10001, forge({ sub: '01' })],
  ['one whose user is an object', 10001, forge({ sub: { toString: 1 } })],
  ['one of a user never imported', 10001, forge({ sub: '999' })],
  ['one of a banned user', 10001, forge({ sub: '3' })],
  ['one with an unknown critical header', 10001, forge({}, { crit: ['x'], x: 1 })],
  ['one of 9 KB', 10001, forge({ x: 'x'.repeat(9000) })],
];

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
