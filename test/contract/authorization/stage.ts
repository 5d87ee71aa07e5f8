import { type ChatApp, startChat } from '../../support/chat/chat-app.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';
import { UserSocket } from '../../support/chat/user-socket.js';
import type { ApiDocument } from '../bad-values/api-document.js';
import { type Traces, tracesOf } from '../bad-values/traces.js';
import {
  BANNED,
  credentialsOf,
  type Principal,
  SIGNED_IN,
  type SignedIn,
  UIDS,
  userCredentials,
} from './principals.js';

/** `GET message/getHistory`, and `message:send` for events. */
export interface Door {
  readonly name: string;
  readonly method: 'get' | 'post' | 'event';
}

export const BASE = '/anlife/v1.0/chat/';

/** A server with every principal; what is between them is a `Scene`. */
export class Stage {
  private constructor(
    readonly chat: ChatApp,
    readonly doors: readonly Door[],
    private readonly sockets: ReadonlyMap<Principal, UserSocket>,
    private readonly listeners: UserSocket[],
  ) {}

  static async open(): Promise<Stage> {
    const chat = await startChat();
    const { client } = chat;
    await client.importUsers(...Object.values(UIDS), BANNED);
    datasOf(await client.cms('banUser', { user_id: BANNED }));
    const document = (await (await fetch(`${client.url}/docs-json`)).json()) as ApiDocument;
    const connect = async (name: SignedIn): Promise<[Principal, UserSocket]> => [
      name,
      await UserSocket.connect(client.url, { token: credentialsOf(name).token }),
    ];
    const sockets = new Map(await Promise.all(SIGNED_IN.map(connect)));
    return new Stage(chat, doorsOf(document), sockets, [...sockets.values()]);
  }

  async close(): Promise<void> {
    for (const listener of this.listeners) listener.close();
    await this.chat.close();
  }

  /** What the principal is answered. */
  async ask(principal: Principal, { name, method }: Door, input: Record<string, unknown>): Promise<Answer> {
    if (method === 'event') return this.emit(principal, name, input);
    const { headers } = credentialsOf(principal);
    const { client } = this.chat;
    if (name.startsWith('/')) return { status: (await fetch(`${client.url}${name}`, { headers })).status, datas: 1 };
    return method === 'get' ? client.get(name, input, headers) : client.post(name, input, headers, 'json');
  }

  /** Done by a user so that a scene comes about. @throws Error where it is refused */
  async do<T = unknown>(uid: number, call: string, input: Record<string, unknown>): Promise<T> {
    return datasOf(await this.chat.client.post<T>(call, input, userCredentials(uid).headers, 'json'));
  }

  /** Connects another user, who hears whatever is pushed from now on. */
  async listen(uid: number): Promise<void> {
    this.listeners.push(await UserSocket.connect(this.chat.client.url, { token: userCredentials(uid).token }));
  }

  /** All that is stored, and all that was pushed; but ids that were taken for what was then refused. */
  async traces(): Promise<Traces> {
    return { ...(await tracesOf(this.chat, this.listeners)), sequences: [] };
  }

  private async emit(principal: Principal, event: string, input: Record<string, unknown>): Promise<Answer> {
    const connected = this.sockets.get(principal);
    if (connected) return connected.emit(event, input);
    try {
      const socket = await UserSocket.connect(this.chat.client.url, { token: credentialsOf(principal).token });
      const answer = await socket.emit(event, input);
      socket.close();
      return answer;
    } catch (refusal) {
      // Who is let in by no socket is answered at the door.
      return { status: 0, ...(refusal as { data: Omit<Answer, 'status'> }).data };
    }
  }
}

/** Every call and every socket event that the server's own document lists. */
function doorsOf(document: ApiDocument): Door[] {
  const calls = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method): Door => {
      if (method !== 'get' && method !== 'post') throw new Error(`${method} ${path}: the contract knows GET and POST`);
      return { name: path.startsWith(BASE) ? path.slice(BASE.length) : path, method };
    }),
  );
  const events = Object.keys(document['x-socket-events'].toServer);
  return [...calls, ...events.map((name): Door => ({ name, method: 'event' }))];
}
