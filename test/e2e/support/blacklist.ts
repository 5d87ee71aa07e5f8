import type { UserClient } from '../../support/chat/chat-client.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';

export interface Blacklist {
  readonly total: string;
  readonly blacklist: { user_id: number; nickname: string; photo: string; created: string }[];
}

export const EMPTY: Blacklist = { total: '0', blacklist: [] };

/** Interface 6. */
export function block(user: UserClient, to_uid: number): Promise<Answer> {
  return user.post('user/addUserToBlacklist', { to_uid });
}

/** Interface 7. */
export function unblock(user: UserClient, to_uid: number): Promise<Answer> {
  return user.post('user/delUserFromBlacklist', { to_uid });
}

/** Interface 8. */
export function list(user: UserClient, page: object = { page: 1 }): Promise<Answer<Blacklist>> {
  return user.post<Blacklist>('user/getUserBlacklist', { ...page });
}

/** Whom interface 8 shows, in its order. */
export async function blockedBy(user: UserClient, page?: object): Promise<number[]> {
  return datasOf(await list(user, page)).blacklist.map(({ user_id }) => user_id);
}

/** Interface 9: 0 or 1. */
export async function hasBlocked(user: UserClient, to_uid: number): Promise<unknown> {
  return datasOf(await user.post('user/isInBlacklist', { to_uid }));
}
