import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import type { ChatApp } from '../../support/chat/chat-app.js';
import { textMessage, type UserClient } from '../../support/chat/chat-client.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';
import type { UserSocket } from '../../support/chat/user-socket.js';
import type { Row, Step } from '../../support/policy-table.js';
import { block, unblock } from './blacklist.js';
import { FriendCalls } from './friend-calls.js';

/** Whom the sender wants to reach. */
export type Kind = 'user' | 'apply' | 'service' | 'group 1' | 'group 2' | 'group 3';

export type Door = 'REST' | 'socket';

/** What explainSend answers. */
export interface Explanation {
  readonly allowed: boolean;
  readonly rule: string | null;
  readonly error_code: number | null;
}

interface Way {
  readonly call: string;
  readonly event?: string;
  readonly parameters: Record<string, unknown>;
}

const NOBODY = 404_404_404;
const HOUR = 3_600;

/** Two users, and a group of the other one or an official account, none of which any test had before. */
export class PolicyScene {
  private readonly friends: FriendCalls;

  private group = 0;
  private account = 0;

  private constructor(
    private readonly chat: ChatApp,
    private readonly kind: Kind,
    private readonly row: Row,
    private readonly sender: UserClient,
    private readonly other: UserClient,
  ) {
    this.friends = new FriendCalls(chat.client);
  }

  /** @param fresh an even number that no other scene of this chat has */
  static async play(chat: ChatApp, kind: Kind, row: Row, fresh: number): Promise<PolicyScene> {
    const [sender, other] = [chat.client.as(fresh), chat.client.as(fresh + 1)];
    await chat.client.importUsers(sender.uid, other.uid);
    // Before a ban.
    await Promise.all([chat.client.token(sender.uid), chat.client.token(other.uid)]);
    const scene = new PolicyScene(chat, kind, row, sender, other);
    if (kind === 'service') await scene.openAccount(fresh);
    if (kind.startsWith('group') || row.before.includes('join')) await scene.makeGroup(fresh);
    for (const step of row.before) await scene.do(step);
    return scene;
  }

  /** Tries it by every call that is for it. */
  async send(door: Door): Promise<Answer[]> {
    const ways = this.ways();
    if (door === 'REST') return Promise.all(ways.map(({ call, parameters }) => this.sender.post(call, parameters)));
    let socket: UserSocket;
    try {
      socket = await this.sender.connect();
    } catch (refusal) {
      // Who is let in by no socket is answered at the door.
      return [{ status: 0, ...(refusal as { data: Omit<Answer, 'status'> }).data }];
    }
    const answers = await Promise.all(
      ways.flatMap(({ event, parameters }) => (event === undefined ? [] : [socket.emit(event, parameters)])),
    );
    socket.close();
    return answers;
  }

  /** What support is told; an application is not explained. */
  async explain(): Promise<Explanation | undefined> {
    if (this.kind === 'apply') return undefined;
    const group = { group_type: this.kind === 'service' ? 4 : this.groupType, group_id: this.to };
    const query = { from_uid: this.sender.uid, ...(this.kind === 'user' ? { to_uid: this.to } : group) };
    const { client } = this.chat;
    return datasOf(await client.get<Explanation>('cms/explainSend', query, { 'x-api-key': client.apiKey }));
  }

  private get groupType(): number {
    return Number(this.kind.split(' ')[1] ?? 1);
  }

  private get to(): number {
    if (this.row.to === 'nobody') return NOBODY;
    if (this.row.to === 'oneself') return this.sender.uid;
    if (this.kind === 'service') return this.account;
    return this.kind.startsWith('group') ? this.group : this.other.uid;
  }

  private ways(): Way[] {
    const to = { to_uid: this.to, message: textMessage('hello') };
    const single = { call: 'message/sendMessage', event: 'message:send' };
    const group = { call: 'message/sendGroupMessage', event: 'message:sendGroup' };
    switch (this.kind) {
      case 'user':
        return [{ ...single, parameters: to }];
      case 'service':
        return [
          { ...single, parameters: { ...to, send_type: 2 } },
          { ...group, parameters: { ...to, group_type: 4 } },
        ];
      case 'apply':
        return [{ call: 'user/addFriendApply', parameters: { to_uid: this.to, comment: 'hello' } }];
      default:
        return [{ ...group, parameters: { ...to, group_type: this.groupType } }];
    }
  }

  private async openAccount(id: number): Promise<void> {
    this.account = id;
    datasOf(await this.chat.client.cms('saveServiceAccount', { service_id: id, nickname: '公众号', photo: '' }));
  }

  /** The other one owns it. Those of types 2 and 3 are made by the host app, and get an owner past the doors. */
  private async makeGroup(id: number): Promise<void> {
    const { groupType, other, chat } = this;
    if (groupType === 1) {
      const { group_id } = datasOf(await other.post<{ group_id: number }>('group/createGroup', { name: 'group' }));
      this.group = group_id;
      return;
    }
    this.group = id;
    await chat.client.saveGroup(groupType, id, [other.uid]);
    await chat.app.get(UnitOfWork).run(async (tx) => {
      await tx.execute('UPDATE chat_groups SET owner_id = ? WHERE type = ? AND id = ?', [other.uid, groupType, id]);
    });
  }

  private async do(step: Step): Promise<void> {
    const answers = await this.perform(step);
    for (const answer of answers) datasOf(answer);
  }

  private async perform(step: Step): Promise<Answer[]> {
    const { sender, other, friends } = this;
    const { client } = this.chat;
    switch (step) {
      case 'apply':
        return [await friends.apply(sender.uid, other.uid)];
      case 'befriend':
        // Who apply to each other are friends.
        return [await friends.apply(sender.uid, other.uid), await friends.apply(other.uid, sender.uid)];
      case 'unfriend':
        return [await friends.remove(other.uid, sender.uid)];
      case 'block the other':
        return [await block(sender, other.uid)];
      case 'unblock the other':
        return [await unblock(sender, other.uid)];
      case 'get blocked':
        return [await block(other, sender.uid)];
      case 'get unblocked':
        return [await unblock(other, sender.uid)];
      case 'follow':
        return [await sender.post('user/follow', { service_id: this.account })];
      case 'unfollow':
        return [await sender.post('user/unfollow', { service_id: this.account })];
      case 'join':
        // Into user groups people are invited.
        if (this.groupType === 1) return [await this.inGroup(other, 'inviteMembers', { user_id: sender.uid })];
        return [await this.inGroup(sender, 'joinGroup')];
      case 'leave':
        return [await this.inGroup(sender, 'quitGroup')];
      case 'get muted':
        return [await this.inGroup(other, 'muteMember', { user_id: sender.uid, seconds: HOUR })];
      case 'get unmuted':
        return [await this.inGroup(other, 'muteMember', { user_id: sender.uid, seconds: 0 })];
      case 'get dismissed':
        return [await this.inGroup(other, 'dismissGroup')];
      case 'get banned':
        return [await client.cms('banUser', { user_id: sender.uid })];
      case 'get unbanned':
        return [await client.cms('unbanUser', { user_id: sender.uid })];
      case 'ban the other':
        return [await client.cms('banUser', { user_id: other.uid })];
    }
  }

  private inGroup(user: UserClient, call: string, rest: object = {}): Promise<Answer> {
    return user.post(`group/${call}`, { group_type: this.groupType, group_id: this.group, ...rest });
  }
}
