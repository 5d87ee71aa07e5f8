import { TEST_API_KEY } from '../../support/chat/chat-app.js';
import { forge } from '../bad-values/tokens.js';

/** Who calls: the columns of the table, with what each one is in a scene. */
export const PRINCIPALS = {
  anonymous: ['no credentials', 'sends neither a token nor a key'],
  stranger: ['stranger', 'a signed-in user who has nothing to do with anything in the scene'],
  participant: [
    'participant',
    'a plain member of the group and of the interest group; in a dialogue with the peer; friend of another member, whom they blocked all the same; follower of the official account; has an application of the peer and an unanswered one of their own',
  ],
  admin: ['group admin', 'an admin of the group'],
  owner: ['group owner', 'the owner of the group'],
  former: [
    'former member',
    'was a member of the group when its first message was sent, and was removed before its second',
  ],
  blocked: ['blocked user', 'a plain member of the group; in a dialogue with the peer, who then blocked them'],
  banned: ['banned user', 'a plain member of the group, banned, with a token that has not expired'],
  operator: ['operator', 'an operator of the CMS, signed in by cms/login, to whom the official account is assigned'],
  otherOperator: ['other operator', 'an operator to whom another official account is assigned'],
  boss: ['CMS admin', 'an admin of the CMS, signed in by cms/login'],
  key: ['API key', 'a server of the host app, with the API key'],
} as const satisfies Record<string, readonly [title: string, meaning: string]>;

export type Principal = keyof typeof PRINCIPALS;

export const PRINCIPAL_NAMES = Object.keys(PRINCIPALS) as Principal[];

/** Those who are let in as users, with their ids: the same in every scene. */
export const UIDS = { stranger: 11, participant: 12, admin: 13, owner: 14, former: 15, blocked: 16 } as const;

export type SignedIn = keyof typeof UIDS;

export const BANNED = 17;

/** Those who work with the CMS, with their roles; the names of the columns are their user names too. */
export const PEOPLE = { operator: 'operator', otherOperator: 'operator', boss: 'admin' } as const satisfies Partial<
  Record<Principal, string>
>;

export type Person = keyof typeof PEOPLE;

/** Of all people. */
export const PASSWORD = 'fu-dong-da-dao-2026';

export const SIGNED_IN = Object.keys(UIDS) as SignedIn[];

/** How a principal shows who they are, through either door. */
export interface Credentials {
  readonly headers: Record<string, string>;
  /** `auth.token` of the handshake. */
  readonly token: string | undefined;
}

/** @param tokens what people were given when they signed in */
export function credentialsOf(principal: Principal, tokens: ReadonlyMap<Principal, string>): Credentials {
  switch (principal) {
    case 'anonymous':
      return { headers: {}, token: undefined };
    case 'key':
      return { headers: { 'x-api-key': TEST_API_KEY }, token: TEST_API_KEY };
    case 'operator':
    case 'otherOperator':
    case 'boss':
      return bearer(tokens.get(principal) ?? '');
    case 'banned':
      return userCredentials(BANNED);
    default:
      return userCredentials(UIDS[principal]);
  }
}

export function userCredentials(uid: number): Credentials {
  return bearer(forge({ sub: String(uid) }));
}

function bearer(token: string): Credentials {
  return { headers: { authorization: `Bearer ${token}` }, token };
}
