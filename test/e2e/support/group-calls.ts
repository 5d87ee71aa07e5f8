import type { ChatClient, Encoding } from '../../support/chat/chat-client.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';

/** A group as the calls take it. */
export interface Group {
  readonly group_type: number;
  readonly group_id: number;
}

export interface ListedGroup extends Group {
  readonly name: string;
  readonly member_count: number;
  readonly role: string | null;
}

export interface GroupInfo extends ListedGroup {
  readonly owner_uid: number | null;
  readonly muted_until: string | null;
}

export interface ListedUser {
  readonly user_id: number;
  readonly nickname: string;
  readonly photo: string;
}

export interface ListedMember extends ListedUser {
  readonly role: string;
  readonly joined: string;
}

export interface UserList {
  readonly belong_id: number;
  readonly search_type: number;
  readonly total: string;
  readonly users: readonly ListedUser[];
}

type Page = Readonly<Record<string, unknown>>;

/** What users do about groups, each call with the user who makes it first. */
export class GroupCalls {
  constructor(
    private readonly client: ChatClient,
    private readonly encoding: Encoding = 'json',
  ) {}

  create(
    uid: number,
    invitees?: readonly number[],
    { name = '周末爬山', cmid }: { name?: string; cmid?: string } = {},
  ): Promise<Answer<{ group_id: number }>> {
    return this.post(uid, 'group/createGroup', { name, user_id: invitees, client_msg_id: cmid });
  }

  /** A new group of type 1, which the user owns. */
  async made(uid: number, invitees?: readonly number[]): Promise<Group> {
    return { group_type: 1, ...datasOf(await this.create(uid, invitees)) };
  }

  join(uid: number, group: Group): Promise<Answer> {
    return this.post(uid, 'group/joinGroup', group);
  }

  quit(uid: number, group: Group): Promise<Answer> {
    return this.post(uid, 'group/quitGroup', group);
  }

  invite(uid: number, group: Group, user_id: unknown): Promise<Answer<number>> {
    return this.post(uid, 'group/inviteMembers', { ...group, user_id });
  }

  remove(uid: number, group: Group, user_id: unknown): Promise<Answer<number>> {
    return this.post(uid, 'group/removeMembers', { ...group, user_id });
  }

  setAdmin(uid: number, group: Group, user_id: number, admin: 0 | 1 = 1): Promise<Answer> {
    return this.post(uid, 'group/setAdmin', { ...group, user_id, admin });
  }

  mute(uid: number, group: Group, user_id: number, seconds = 600): Promise<Answer> {
    return this.post(uid, 'group/muteMember', { ...group, user_id, seconds });
  }

  transfer(uid: number, group: Group, user_id: number): Promise<Answer> {
    return this.post(uid, 'group/transferGroup', { ...group, user_id });
  }

  dismiss(uid: number, group: Group): Promise<Answer> {
    return this.post(uid, 'group/dismissGroup', group);
  }

  follow(uid: number, service_id: unknown): Promise<Answer> {
    return this.post(uid, 'user/follow', { service_id });
  }

  unfollow(uid: number, service_id: unknown): Promise<Answer> {
    return this.post(uid, 'user/unfollow', { service_id });
  }

  list(uid: number, page: Page = {}): Promise<Answer<{ total: number; groups: ListedGroup[] }>> {
    return this.client.as(uid).get('group/getGroupList', page);
  }

  info(uid: number, group: Group): Promise<Answer<GroupInfo>> {
    return this.client.as(uid).get('group/getGroupInfo', { ...group });
  }

  members(uid: number, group: Group, page: Page = {}): Promise<Answer<{ total: number; members: ListedMember[] }>> {
    return this.client.as(uid).get('group/getMembers', { ...group, ...page });
  }

  /** Ids of the members by role, in the order of joining, as one of them is told. */
  async roles(uid: number, group: Group): Promise<Record<number, string>> {
    const { members } = datasOf(await this.members(uid, group));
    return Object.fromEntries(members.map(({ user_id, role }) => [user_id, role]));
  }

  /** Ids of the members, in the order of joining, as one of them is told. */
  async memberIds(uid: number, group: Group): Promise<number[]> {
    return datasOf(await this.members(uid, group)).members.map(({ user_id }) => user_id);
  }

  /** Interface 1. */
  users(uid: number, belong_id: unknown, search_type: unknown, page: Page = {}): Promise<Answer<UserList>> {
    return this.client.as(uid).get('user/getUserList', { belong_id, search_type, ...page });
  }

  private post<T>(uid: number, call: string, parameters: object): Promise<Answer<T>> {
    return this.client.as(uid).post<T>(call, { ...parameters }, this.encoding);
  }
}
