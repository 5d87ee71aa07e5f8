import { io, type Socket } from 'socket.io-client';
import type { Answer } from './envelope.js';

export interface Push {
  readonly msg_type: string;
  readonly msg_id: number;
  readonly send_time: string;
  readonly group?: { group_id: string; group_type: string };
  readonly from: { uid: string; nickname: string; photo: string };
  readonly body: Record<string, unknown>;
  readonly conversation_id: string;
  readonly seq: number;
  readonly client_msg_id?: string;
}

export interface SocketOptions {
  readonly transports?: ('websocket' | 'polling')[];
  readonly extraHeaders?: Record<string, string>;
}

const WAIT_MS = 5_000;

/** A real socket.io-client connection that remembers everything it was told. */
export class UserSocket {
  /** Every event received, in order. */
  readonly received: { event: string; payload: unknown }[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.onAny((event: string, payload: unknown) => {
      this.received.push({ event, payload });
      for (const wake of this.waiting) wake();
    });
    socket.on('disconnect', () => {
      for (const wake of this.waiting) wake();
    });
  }

  /** @throws Error of `connect_error`, whose `data` is the envelope */
  static connect(url: string, auth: object, options: SocketOptions = {}): Promise<UserSocket> {
    const socket = io(url, { auth, forceNew: true, reconnection: false, transports: ['websocket'], ...options });
    const result = new UserSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(result));
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
  }

  /** Messages pushed so far, in order. */
  get messages(): Push[] {
    return this.of<Push>('message');
  }

  /** Payloads of one event, in order. */
  of<T>(event: string): T[] {
    return this.received.filter((item) => item.event === event).map((item) => item.payload as T);
  }

  /** Sends an event and waits for its acknowledgement. */
  async emit<T = unknown>(event: string, ...args: unknown[]): Promise<Answer<T>> {
    const answer = (await this.socket.timeout(WAIT_MS).emitWithAck(event, ...args)) as Answer<T>;
    return { ...answer, status: 0 };
  }

  /** Waits until `condition` holds of what was received. @throws Error naming `what` after five seconds */
  async until(what: string, condition: (socket: UserSocket) => boolean): Promise<void> {
    if (condition(this)) return;
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!condition(this)) return;
        this.waiting.delete(look);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`Waited in vain for ${what}; received ${JSON.stringify(this.received).slice(0, 2000)}`));
      }, WAIT_MS);
      this.waiting.add(look);
    });
  }

  /** The push of one message, once it is there. */
  async message(msgId: number): Promise<Push> {
    const find = (): Push | undefined => this.messages.find((push) => push.msg_id === msgId);
    await this.until(`the push of message ${msgId}`, () => find() !== undefined);
    const push = find();
    if (!push) throw new Error(`No push of ${msgId}`);
    return push;
  }

  close(): void {
    this.socket.close();
  }
}
