import type { Socket } from 'socket.io-client';
import { conversationOfTwo } from './checker/conversation-key.js';
import type { ReadMessage } from './checker/events.js';
import type { History } from './checker/history.js';
import { type Message, ReferenceClient } from './reference-client/reference-client.js';

/** A reference client whose sends and pushes are logged for the checker. */
export class LoggedUser {
  /** Everything stored that this client has, by the checker's conversation keys. */
  readonly client: ReferenceClient;
  /** How often its connection was lost. */
  losses = 0;
  private sends = 0;
  private sending = false;

  constructor(
    readonly uid: number,
    private readonly history: History,
    url: string,
    token: string,
  ) {
    this.client = new ReferenceClient({ url, token, uid });
  }

  async start(): Promise<void> {
    const started = this.client.start();
    // Its own, for the sake of the log; it keeps the same one through all reconnections.
    this.socket.on('message', (push: Message) =>
      this.history.push({
        reader: String(this.uid),
        conn: this.socket.id ?? '',
        conv: conversationKey(push.conversation_id, this.uid),
        ...readMessage(push),
      }),
    );
    this.socket.on('disconnect', () => (this.losses += 1));
    await started;
  }

  get isConnected(): boolean {
    return this.socket.connected;
  }

  /** As a network does that fails for a moment. */
  loseConnection(): void {
    this.socket.io.engine.close();
  }

  /** Sends to these conversations in turn, one message after the other, each repeated until it is answered. */
  async chat(targets: readonly string[], pauseMs: number): Promise<void> {
    this.sending = true;
    while (this.sending) {
      const target = targets[this.sends % targets.length] ?? '';
      this.sends += 1;
      const cmid = `${this.uid}-${this.sends}`;
      const text = `${this.sends} of ${this.uid}`;
      const conv = conversationKey(target, this.uid);
      await this.history.run({ f: 'send', proc: this.uid, uid: String(this.uid), conv, cmid, text }, async () => ({
        datas: await this.client.send(target, text, cmid),
      }));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** `chat` resolves once its last message is answered. */
  endChat(): void {
    this.sending = false;
  }

  private get socket(): Socket {
    const { socket } = this.client as unknown as { socket: Socket | undefined };
    if (!socket) throw new Error('The client was not started');
    return socket;
  }
}

/** What a client has, by the checker's conversation keys. */
export function storedBy({ client, uid }: LoggedUser): Map<string, ReadMessage[]> {
  return new Map(
    [...client.conversations].map(([id, { messages }]) => [conversationKey(id, uid), messages.map(readMessage)]),
  );
}

/** A conversation_id as the checker names the conversation. */
function conversationKey(conversationId: string, uid: number): string {
  const [kind, peer = ''] = conversationId.split(':');
  return kind === 'u' ? conversationOfTwo(String(uid), peer) : conversationId;
}

function readMessage({ seq, msg_id, from, client_msg_id, body }: Message): ReadMessage {
  return { seq, msg_id, sender: from.uid, cmid: client_msg_id, text: String(body.text) };
}
