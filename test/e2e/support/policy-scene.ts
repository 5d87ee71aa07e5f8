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
const HOUR_MS = 3_600_000;

/** Two users, a group of the other one and an official account, none of which any test had before. */
export class PolicyScene {
  private readonly friends: FriendCalls;

  private constructor(
    private readonly chat: ChatApp,
    private readonly kind: Kind,
    private readonly row: Row,
    private readonly sender: UserClient,
    private readonly other: UserClient,
    /** Of the group, and of the account. */
    private readonly place: number,
  ) {
    this.friends = new FriendCalls(chat.client);
  }

  /** @param fresh an even number that no other scene of this chat has */
  static async play(chat: ChatApp, kind: Kind, row: Row, fresh: number): Promise<PolicyScene> {
    const [sender, other] = [chat.client.as(fresh), chat.client.as(fresh + 1)];
    await chat.client.importUsers(sender.uid, other.uid);
    // Before a ban.
    await Promise.all([chat.client.token(sender.uid), chat.client.token(other.uid)]);
    const scene = new PolicyScene(chat, kind, row, sender, other, fresh);
    if (kind === 'service') {
      datasOf(await chat.client.cms('saveServiceAccount', { service_id: fresh, nickname: '公众号', photo: '' }));
    }
    if (kind.startsWith('group') || row.before.includes('join')) {
      await chat.client.saveGroup(scene.groupType, fresh, [other.uid]);
    }
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
    const answers = await Promise.all(ways.map(({ event, parameters }) => socket.emit(event ?? '', parameters)));
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
    const isPerson = this.kind === 'user' || this.kind === 'apply';
    if (this.row.to === 'nobody') return NOBODY;
    if (this.row.to === 'oneself') return this.sender.uid;
    return isPerson ? this.other.uid : this.place;
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

  private async do(step: Step): Promise<void> {
    const { sender, other, place, groupType } = this;
    const { client } = this.chat;
    switch (step) {
      case 'apply':
        return void datasOf(await this.friends.apply(sender.uid, other.uid));
      case 'befriend':
        // Who apply to each other are friends.
        datasOf(await this.friends.apply(sender.uid, other.uid));
        return void datasOf(await this.friends.apply(other.uid, sender.uid));
      case 'unfriend':
        return void datasOf(await this.friends.remove(other.uid, sender.uid));
      case 'block the other':
        return void datasOf(await block(sender, other.uid));
      case 'unblock the other':
        return void datasOf(await unblock(sender, other.uid));
      case 'get blocked':
        return void datasOf(await block(other, sender.uid));
      case 'get unblocked':
        return void datasOf(await unblock(other, sender.uid));
      case 'join':
        return void (await client.addMembers(groupType, place, [sender.uid]));
      case 'leave':
        return void (await client.removeMembers(groupType, place, [sender.uid]));
      case 'get muted':
        return this.mute(Date.now() + HOUR_MS);
      case 'get unmuted':
        return this.mute(0);
      case 'get dismissed':
        return this.dismiss();
      case 'get banned':
        return void datasOf(await client.cms('banUser', { user_id: sender.uid }));
      case 'get unbanned':
        return void datasOf(await client.cms('unbanUser', { user_id: sender.uid }));
      case 'ban the other':
        return void datasOf(await client.cms('banUser', { user_id: other.uid }));
    }
  }

  private mute(until: number): Promise<void> {
    return this.chat.app.get(UnitOfWork).run(async (tx) => {
      const [group] = await tx.query<{ id: number }>('SELECT id FROM conversations WHERE conversation_key = ?', [
        `g:${this.groupType}:${this.place}`,
      ]);
      await tx.execute(
        `INSERT INTO group_mutes (conversation_id, user_id, muted_until) VALUES (?, ?, ?)
         ${tx.dialect.upsert(['conversation_id', 'user_id'], ['muted_until'])}`,
        [group?.id, this.sender.uid, until],
      );
    });
  }

  private dismiss(): Promise<void> {
    return this.chat.app.get(UnitOfWork).run(async (tx) => {
      await tx.execute('UPDATE conversations SET closed_at = 1 WHERE conversation_key = ?', [
        `g:${this.groupType}:${this.place}`,
      ]);
    });
  }
}
