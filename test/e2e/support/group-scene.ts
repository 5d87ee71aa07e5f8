import { expect } from 'vitest';
import type { ChatApp } from '../../support/chat/chat-app.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';
import { type Group, GroupCalls } from './group-calls.js';

/** In the order in which they joined: the owner, then two plain members around two admins. */
export const [OWNER, MEMBER, ADMIN, OTHER_ADMIN, OTHER] = [1, 2, 3, 4, 5] as const;
export const STRANGER = 99;

export const DONE = { status: 200, datas: 1 };
export const NOT_ALLOWED = { status: 403, error_code: 10003 };
export const NO_MEMBER = { status: 403, error_code: 20004 };
export const NO_GROUP = { status: 404, error_code: 20005 };

let lastId = 1000;

/** A new group of five who are always the same: what a test does to it disturbs no other one. */
export class GroupScene {
  private constructor(
    private readonly chat: ChatApp,
    readonly calls: GroupCalls,
    readonly group: Group,
  ) {}

  static async play(chat: ChatApp): Promise<GroupScene> {
    await chat.client.importUsers(OWNER, MEMBER, ADMIN, OTHER_ADMIN, OTHER, STRANGER);
    const calls = new GroupCalls(chat.client);
    const group = await calls.made(OWNER, [MEMBER, ADMIN, OTHER_ADMIN, OTHER]);
    for (const uid of [ADMIN, OTHER_ADMIN]) datasOf(await calls.setAdmin(OWNER, group, uid));
    return new GroupScene(chat, calls, group);
  }

  roles(as: number = OWNER): Promise<Record<number, string>> {
    return this.calls.roles(as, this.group);
  }

  async owner(as: number = MEMBER): Promise<number | null> {
    return datasOf(await this.calls.info(as, this.group)).owner_uid;
  }

  say(uid: number, text = 'hello'): Promise<Answer<number>> {
    return this.chat.client.as(uid).sendToGroup(this.group.group_type, this.group.group_id, text);
  }

  /** What getHistory of the group shows a user. */
  async texts(uid: number): Promise<unknown[]> {
    const query = { conversation_id: `g:${this.group.group_type}:${this.group.group_id}` };
    type History = { messages: { body: { text: string } }[] };
    const { messages } = datasOf(await this.chat.client.as(uid).get<History>('message/getHistory', query));
    return messages.map(({ body }) => body.text);
  }

  /** Another group, which the host app made. */
  async hosted(group_type: number, members: readonly number[]): Promise<Group> {
    const made = { group_type, group_id: (lastId += 1) };
    await this.chat.client.saveGroup(group_type, made.group_id, members);
    return made;
  }

  /** Of no type is anybody told more than that there is no such group. */
  async expectNoGroup(call: (target: Group) => Promise<Answer>): Promise<void> {
    for (const group_type of [1, 2, 3]) expect(await call({ group_type, group_id: 404_404 })).toMatchObject(NO_GROUP);
  }
}
