import type { ChatClient } from '../../support/chat/chat-client.js';
import type { Answer } from '../../support/chat/envelope.js';
import type { Push, UserSocket } from '../../support/chat/user-socket.js';
import type { History } from '../../support/checker/history.js';
import type { Send } from './ledger.js';
import { keyOf } from './population.js';
import type { RestCaller } from './rest-caller.js';

/** A way for a send to reach the server. @throws Error where no answer comes */
export type Door = (send: Send) => Promise<Answer<number>>;

/** Interfaces 2 and 3. */
export function restDoor(client: ChatClient, caller: RestCaller): Door {
  return async ({ uid, destination, text, clientMsgId }) =>
    caller.post(destination.call, destination.parameters(text, clientMsgId), await client.token(uid));
}

/**
 * One device: a socket that sends, logs what is pushed to it, and is connected anew where it was
 * lost, as an app does it.
 */
export class Device {
  private socket: UserSocket | undefined;
  private connecting: Promise<UserSocket> | undefined;
  private connections = 0;

  constructor(
    private readonly client: ChatClient,
    private readonly uid: number,
    private readonly history: History,
  ) {}

  readonly door: Door = async ({ destination, text, clientMsgId }) => {
    const socket = await this.connect();
    return socket.emit<number>(destination.event, destination.parameters(text, clientMsgId));
  };

  /** @throws Error where the server lets nobody in */
  async connect(): Promise<UserSocket> {
    if (this.socket?.socket.connected) return this.socket;
    // Several senders of one device ask at once: it has one connection all the same.
    this.connecting ??= this.open().finally(() => (this.connecting = undefined));
    return this.connecting;
  }

  close(): void {
    this.socket?.close();
  }

  private async open(): Promise<UserSocket> {
    this.socket?.close();
    const socket = await this.client.connect(this.uid);
    this.connections += 1;
    const conn = `device of ${this.uid}, connection ${this.connections}`;
    const log = (push: Push): void => {
      this.history.push({
        reader: String(this.uid),
        conn,
        conv: keyOf(this.uid, push.conversation_id),
        msg_id: push.msg_id,
        seq: push.seq,
        sender: push.from.uid,
        cmid: push.client_msg_id,
        text: textOf(push),
      });
    };
    // What came together with the answer to the handshake is there already.
    socket.messages.forEach(log);
    socket.socket.on('message', log);
    this.socket = socket;
    return socket;
  }
}

export function textOf(push: Push): string {
  const { text } = push.body;
  return typeof text === 'string' ? text : JSON.stringify(push.body);
}
