import type { ChatClient } from '../../support/chat/chat-client.js';
import { textMessage } from '../../support/chat/chat-client.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';
import type { Push, UserSocket } from '../../support/chat/user-socket.js';
import { assertPasses, type Requirements, type Verdict } from '../../support/checker/checker.js';
import { conversationOfTwo } from '../../support/checker/conversation-key.js';
import type { ReadMessage } from '../../support/checker/events.js';
import { History } from '../../support/checker/history.js';

export interface SendOptions {
  readonly cmid?: string | undefined;
  /** Sends over this socket instead of REST. */
  readonly socket?: UserSocket;
}

/** Does what a test wants done through the real doors, and logs it all for the checker. */
export class Recorder {
  private connections = 0;

  /** @param history one that exists, where several servers' calls belong to one log */
  constructor(
    private readonly client: ChatClient,
    readonly history: History = new History(),
  ) {}

  /** Sends text by interface 2. */
  send(uid: number, to: number, text: string, { cmid, socket }: SendOptions = {}): Promise<Answer<number>> {
    const parameters = { to_uid: to, message: textMessage(text), client_msg_id: cmid };
    return this.logged({ uid, conv: conversationOfTwo(String(uid), String(to)), text, cmid }, () =>
      socket
        ? socket.emit<number>('message:send', parameters)
        : this.client.as(uid).post<number>('message/sendMessage', parameters),
    );
  }

  /** Sends text by interface 3. */
  sendToGroup(uid: number, type: number, id: number, text: string, options: SendOptions = {}): Promise<Answer<number>> {
    const { cmid, socket } = options;
    const parameters = { group_type: type, to_uid: id, message: textMessage(text), client_msg_id: cmid };
    return this.logged({ uid, conv: `g:${type}:${id}`, text, cmid }, () =>
      socket
        ? socket.emit<number>('message:sendGroup', parameters)
        : this.client.as(uid).post<number>('message/sendGroupMessage', parameters),
    );
  }

  /**
   * Logs a send that is made in some other way.
   * @throws Error where `request` does: the log then says that nobody can tell
   */
  async logged<A extends object>(
    { uid, ...call }: { uid: number; conv: string; text: string; cmid?: string | undefined },
    request: () => Promise<A>,
  ): Promise<A> {
    let answer: A | undefined;
    await this.history.run({ f: 'send', proc: uid, uid: String(uid), ...call }, async () => (answer = await request()));
    if (!answer) throw new Error(`A send of user ${uid} was never answered`);
    return answer;
  }

  /** Makes the group, with members who are in it before the log begins. */
  async group(type: number, id: number, members: readonly number[]): Promise<void> {
    await this.client.saveGroup(type, id, members);
    for (const uid of members) this.history.member(`g:${type}:${id}`, String(uid));
  }

  async join(type: number, id: number, uid: number): Promise<void> {
    await this.changeMember('join', type, id, uid);
  }

  async leave(type: number, id: number, uid: number): Promise<void> {
    await this.changeMember('leave', type, id, uid);
  }

  /** Connects a device of the user; from now on every push to it is logged as it comes. */
  async connect(uid: number): Promise<UserSocket> {
    const device = await this.client.connect(uid);
    const conn = `${uid}/${(this.connections += 1)}`;
    device.socket.on('message', (push: Push) => {
      const conv = canonicalKey(push.conversation_id, uid);
      this.history.push({ reader: String(uid), conn, conv, ...seen(push) });
    });
    return device;
  }

  /** The final read: pages through all of it, from the first message that the user may see. */
  async drain(uid: number, conversationId: string): Promise<Push[]> {
    const all: Push[] = [];
    for (let after = 0, more = true; more;) {
      const query = { conversation_id: conversationId, after_seq: after, limit: 200 };
      const page = datasOf(
        await this.client.as(uid).get<{ messages: Push[]; has_more: boolean }>('message/getHistory', query),
      );
      const { messages, has_more } = page;
      const conv = canonicalKey(conversationId, uid);
      this.history.read({ reader: String(uid), conv, after, msgs: messages.map(seen), final: true });
      all.push(...messages);
      after = messages.at(-1)?.seq ?? after;
      more = has_more;
    }
    return all;
  }

  /** @throws Error with the first violations unless the log passes */
  passes(requirements: Requirements): Verdict {
    return assertPasses(this.history, requirements);
  }

  private async changeMember(f: 'join' | 'leave', type: number, id: number, uid: number): Promise<void> {
    const call = f === 'join' ? 'addGroupMembers' : 'removeGroupMembers';
    const outcome = await this.history.run({ f, conv: `g:${type}:${id}`, uid: String(uid) }, () =>
      this.client.cms(call, { group_type: type, group_id: id, user_id: uid }),
    );
    if (outcome.type !== 'ok') throw new Error(`${call} was not done: ${JSON.stringify(outcome)}`);
  }
}

/** The checker's key of a conversation that one user names. */
function canonicalKey(conversationId: string, viewer: number): string {
  const [form, other] = conversationId.split(':');
  if (form === 'u') return conversationOfTwo(String(viewer), other ?? '');
  return form === 's' ? `${conversationId}:${viewer}` : conversationId;
}

function seen({ seq, msg_id, from, client_msg_id, body }: Push): ReadMessage {
  return { seq, msg_id, sender: from.uid, cmid: client_msg_id, text: String(body['text']) };
}
