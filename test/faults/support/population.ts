import type { ChatClient } from '../../support/chat/chat-client.js';
import { textMessage } from '../../support/chat/chat-client.js';
import { conversationOfTwo } from '../../support/checker/conversation-key.js';
import type { History } from '../../support/checker/history.js';

/** Users of a fault test. Neighbours (1 and 2, 3 and 4 …) talk with each other, and all of them in one group. */
export const USERS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

const GROUP = { type: 1, id: 7 };
const GROUP_KEY = `g:${GROUP.type}:${GROUP.id}`;

/** A conversation as one of its users addresses it, through either door. */
export interface Destination {
  /** The checker's key. */
  readonly conv: string;
  /** What the wire calls it, as seen by the user whom this destination is for. */
  readonly conversationId: string;
  readonly call: 'message/sendMessage' | 'message/sendGroupMessage';
  readonly event: 'message:send' | 'message:sendGroup';
  parameters(text: string, clientMsgId: string): object;
}

export function toPeer(uid: number): Destination {
  const peer = peerOf(uid);
  return {
    conv: conversationOfTwo(String(uid), String(peer)),
    conversationId: `u:${peer}`,
    call: 'message/sendMessage',
    event: 'message:send',
    parameters: (text, clientMsgId) => ({ to_uid: peer, message: textMessage(text), client_msg_id: clientMsgId }),
  };
}

export function toGroup(): Destination {
  return {
    conv: GROUP_KEY,
    conversationId: GROUP_KEY,
    call: 'message/sendGroupMessage',
    event: 'message:sendGroup',
    parameters: (text, clientMsgId) => ({
      group_type: GROUP.type,
      to_uid: GROUP.id,
      message: textMessage(text),
      client_msg_id: clientMsgId,
    }),
  };
}

/** The checker's key of the conversation that `uid` knows as `conversationId`. */
export function keyOf(uid: number, conversationId: string): string {
  const [kind, peer] = conversationId.split(':');
  return kind === 'u' && peer !== undefined ? conversationOfTwo(String(uid), peer) : conversationId;
}

/** Everybody's view of every conversation: what "all readers" means. */
export function allViews(): { uid: number; destination: Destination }[] {
  return USERS.flatMap((uid) => [
    { uid, destination: toPeer(uid) },
    { uid, destination: toGroup() },
  ]);
}

/** One view of each conversation. */
export function oneViewEach(): { uid: number; destination: Destination }[] {
  const pairs = USERS.filter((uid) => uid < peerOf(uid)).map((uid) => ({ uid, destination: toPeer(uid) }));
  return [...pairs, { uid: 1, destination: toGroup() }];
}

/** Makes the users and their group, and fetches every token, so that no fault falls into a preparation. */
export async function populate(client: ChatClient, history: History): Promise<void> {
  await client.importUsers(...USERS);
  await client.saveGroup(GROUP.type, GROUP.id, USERS);
  await Promise.all(USERS.map((uid) => client.token(uid)));
  for (const uid of USERS) history.member(GROUP_KEY, String(uid));
}

function peerOf(uid: number): number {
  return uid % 2 === 1 ? uid + 1 : uid - 1;
}
