import { BASE_PATH, type ChatClient } from '../../support/chat/chat-client.js';
import { datasOf } from '../../support/chat/envelope.js';

/** Who keeps things to herself, who is curious, and who knows both. */
export const ANN = 1;
export const MALLORY = 2;
export const CARL = 3;

/** Of type 1; of type 2, the interest group. */
const GROUP = 7;
const INTEREST = 8;

/** What lies between them, as Mallory knows it. */
export interface Between {
  /** Ids: by Mallory to Ann, and by Ann to Mallory. */
  readonly sent: number;
  readonly received: number;
}

export interface Reading {
  readonly name: string;
  readonly method: 'get' | 'post';
  readonly input: (between: Between) => Record<string, string | number | object>;
  /** Whether it is all about the caller: no two of them are answered alike. */
  readonly own?: boolean;
}

const reading = (
  name: string,
  method: Reading['method'],
  input: Reading['input'] = () => ({}),
  own = false,
): Reading => ({
  name,
  method,
  input,
  own,
});
const page = () => ({ page: 1 });

/** Every call of users that reads. */
export const READINGS: readonly Reading[] = [
  reading('user/getUserInfo', 'get', () => ({ user_id: `${ANN},${CARL}` })),
  reading('user/getUserList', 'get', () => ({ search_type: 1, belong_id: INTEREST })),
  reading('user/getFriendList', 'post', page, true),
  reading('user/getFriendApplyList', 'post', page),
  reading('user/getSentFriendApplyList', 'post', page, true),
  reading('user/getUserBlacklist', 'post', page, true),
  reading('user/isInBlacklist', 'post', () => ({ to_uid: ANN })),
  reading('group/getGroupList', 'get', page, true),
  reading('group/getGroupInfo', 'get', () => ({ group_type: 2, group_id: INTEREST })),
  reading('group/getMembers', 'get', () => ({ group_type: 1, group_id: GROUP })),
  reading('message/getConversationList', 'get', page, true),
  reading('message/getHistory', 'get', () => ({ conversation_id: `u:${ANN}` }), true),
  reading('message/getMessageStatus', 'get', ({ sent }) => ({ msg_id: sent }), true),
  reading('message/sync', 'post', () => ({ known: {} }), true),
];

/** Calls that change something where it was not so before: each was made once. */
export const REPEATS: readonly Reading[] = [
  reading('message/updateMessageReceiveStatus', 'post', ({ received }) => ({ msg_id: received, status: 3 })),
  reading('message/updateMessageReadStatus', 'post', ({ received }) => ({ msg_id: received, status: 4 })),
  reading('message/readConversation', 'post', () => ({ conversation_id: `u:${ANN}`, up_to_seq: 2 })),
  reading('user/deleteFriend', 'post', () => ({ to_uid: ANN })),
  reading('user/delUserFromBlacklist', 'post', () => ({ to_uid: ANN })),
  reading('group/joinGroup', 'post', () => ({ group_type: 2, group_id: INTEREST })),
];

/** Makes the three, with friendships, applications, blocks, groups and messages between them. */
export async function letThemMeet(client: ChatClient): Promise<Between> {
  await client.importUsers(ANN, MALLORY, CARL);
  const befriend = async (one: number, other: number): Promise<void> => {
    datasOf(await client.as(one).post('user/addFriendApply', { to_uid: other, comment: 'hello' }));
    datasOf(await client.as(other).post('user/addFriendApply', { to_uid: one, comment: 'hello' }));
  };
  await befriend(ANN, CARL);
  datasOf(await client.as(MALLORY).post('user/addUserToBlacklist', { to_uid: CARL }));
  datasOf(await client.as(MALLORY).post('user/addFriendApply', { to_uid: ANN, comment: 'please' }));
  await client.saveGroup(1, GROUP, [ANN, MALLORY, CARL]);
  await client.saveGroup(2, INTEREST, [CARL, MALLORY]);
  const sent = datasOf(await client.as(MALLORY).send(ANN, 'from mallory'));
  const received = datasOf(await client.as(ANN).send(MALLORY, 'from ann'));
  datasOf(await client.as(ANN).send(CARL, 'of ann and carl alone'));
  datasOf(await client.as(ANN).post('message/updateMessageReadStatus', { msg_id: sent, status: 4 }));
  const between = { sent, received };
  for (const repeat of REPEATS) datasOf(await client.as(MALLORY).post(repeat.name, repeat.input(between)));
  return between;
}

const OF_REQUEST = ['x-request-id', 'date', 'connection', 'keep-alive'];

/** The whole answer: status, headers but those of the request, and the body as it came. */
export async function bytesOf(
  client: ChatClient,
  uid: number,
  { name, method }: Pick<Reading, 'name' | 'method'>,
  input: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<string> {
  const url = `${client.url}${BASE_PATH}/${name}`;
  const own = { ...headers, authorization: `Bearer ${await client.token(uid)}` };
  const query = new URLSearchParams(
    Object.entries(input).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  const response =
    method === 'get'
      ? await fetch(`${url}?${query}`, { headers: own })
      : await fetch(url, {
          method: 'POST',
          headers: { ...own, 'content-type': 'application/json' },
          body: JSON.stringify(input),
        });
  const told = [...response.headers].filter(([header]) => !OF_REQUEST.includes(header));
  return JSON.stringify([response.status, told, await response.text()]);
}
