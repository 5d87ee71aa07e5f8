import type { ChatClient, Encoding } from '../../support/chat/chat-client.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';

export interface ListedApply {
  readonly user_id: number;
  readonly nickname: string;
  readonly photo: string;
  readonly comment: string;
  readonly status: string;
  readonly created: string;
  readonly relation_apply_id: number;
}

export interface ApplyList {
  readonly total: string;
  readonly applys: readonly ListedApply[];
}

export interface FriendList {
  readonly total: string;
  readonly friends: readonly { readonly user_id: number; readonly created: string }[];
}

/** What users do about friends, each call with the user who makes it first. */
export class FriendCalls {
  constructor(
    private readonly client: ChatClient,
    private readonly encoding: Encoding = 'json',
  ) {}

  apply(uid: number, to_uid: number, comment = 'hello world'): Promise<Answer> {
    return this.call(uid, 'addFriendApply', { to_uid, comment });
  }

  agree(uid: number, relation_apply_id: number): Promise<Answer> {
    return this.call(uid, 'agreeFriendApply', { relation_apply_id });
  }

  reject(uid: number, relation_apply_id: number): Promise<Answer> {
    return this.call(uid, 'rejectFriendApply', { relation_apply_id });
  }

  remove(uid: number, to_uid: number): Promise<Answer> {
    return this.call(uid, 'deleteFriend', { to_uid });
  }

  async block(uid: number, to_uid: number): Promise<void> {
    datasOf(await this.call(uid, 'addUserToBlacklist', { to_uid }));
  }

  async unblock(uid: number, to_uid: number): Promise<void> {
    datasOf(await this.call(uid, 'delUserFromBlacklist', { to_uid }));
  }

  async received(uid: number, page: object = { page: 1 }): Promise<ApplyList> {
    return datasOf(await this.call<ApplyList>(uid, 'getFriendApplyList', page));
  }

  async sent(uid: number, page: object = {}): Promise<ApplyList> {
    return datasOf(await this.call<ApplyList>(uid, 'getSentFriendApplyList', page));
  }

  async friends(uid: number, page: object = {}): Promise<FriendList> {
    return datasOf(await this.call<FriendList>(uid, 'getFriendList', page));
  }

  /** Ids of a user's friends, in the order of the list. */
  async friendIds(uid: number): Promise<number[]> {
    return (await this.friends(uid)).friends.map(({ user_id }) => user_id);
  }

  /** Applies, and finds the id of the application among what was sent. */
  async applied(uid: number, to: number, comment?: string): Promise<number> {
    datasOf(await this.apply(uid, to, comment));
    const [latest] = (await this.sent(uid, { page_size: 1 })).applys;
    if (latest?.user_id !== to) throw new Error(`No application of ${uid} to ${to}`);
    return latest.relation_apply_id;
  }

  /** Makes friends of two, from one application. */
  async befriend(uid: number, to: number): Promise<void> {
    datasOf(await this.agree(to, await this.applied(uid, to)));
  }

  private call<T>(uid: number, name: string, parameters: object): Promise<Answer<T>> {
    return this.client.as(uid).post<T>(`user/${name}`, { ...parameters }, this.encoding);
  }
}
