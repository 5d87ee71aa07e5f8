import { ReadStore } from '../../../src/database/read-store.js';
import { type ChatApp, startChat } from '../../support/chat/chat-app.js';
import type { ChatClient } from '../../support/chat/chat-client.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';
import { UserSocket } from '../../support/chat/user-socket.js';
import type { ApiDocument } from '../bad-values/api-document.js';
import { type Traces, tracesOf } from '../bad-values/traces.js';
import {
  BANNED,
  credentialsOf,
  PASSWORD,
  PEOPLE,
  type Person,
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

interface Token {
  readonly token: string;
}

/** Of no scene: the other operator's. */
const ANOTHER_SERVICE = 999;

export const BASE = '/anlife/v1.0/chat/';

/** Headers that differ from one answer to the next. */
const OF_REQUEST = ['x-request-id', 'date'];

/** A server with every principal; what is between them is a `Scene`. */
export class Stage {
  private constructor(
    readonly chat: ChatApp,
    readonly doors: readonly Door[],
    private readonly tokens: Map<Principal, string>,
    private readonly sockets: ReadonlyMap<Principal, UserSocket>,
    private readonly listeners: UserSocket[],
  ) {}

  static async open(): Promise<Stage> {
    const chat = await startChat();
    const { client } = chat;
    await client.importUsers(...Object.values(UIDS), BANNED);
    datasOf(await client.cms('banUser', { user_id: BANNED }));
    const tokens = await signInPeople(client);
    const document = (await (await fetch(`${client.url}/docs-json`)).json()) as ApiDocument;
    const connect = async (name: SignedIn): Promise<[Principal, UserSocket]> => [
      name,
      await UserSocket.connect(client.url, { token: credentialsOf(name, tokens).token }),
    ];
    const sockets = new Map(await Promise.all(SIGNED_IN.map(connect)));
    return new Stage(chat, doorsOf(document), tokens, sockets, [...sockets.values()]);
  }

  async close(): Promise<void> {
    for (const listener of this.listeners) listener.close();
    await this.chat.close();
  }

  /** What the principal is answered. */
  async ask(principal: Principal, { name, method }: Door, input: Record<string, unknown>): Promise<Answer> {
    if (method === 'event') return this.emit(principal, name, input);
    const { headers } = credentialsOf(principal, this.tokens);
    const { client } = this.chat;
    if (name.startsWith('/')) return { status: (await fetch(`${client.url}${name}`, { headers })).status, datas: 1 };
    if (method === 'get') return client.get(name, input, headers);
    const answer = await client.post(name, input, headers, 'json');
    // The token that was good until now is no more.
    if (name === 'cms/changePassword' && answer.datas) this.tokens.set(principal, (answer.datas as Token).token);
    return answer;
  }

  /** What the principal is answered over HTTP: status, headers but those of the very request, and the body as it came. */
  async askBytes(principal: Principal, { name, method }: Door, input: Record<string, unknown>): Promise<string> {
    const { headers } = credentialsOf(principal, this.tokens);
    const query = new URLSearchParams(
      Object.entries(input).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const response =
      method === 'get'
        ? await fetch(`${this.chat.client.url}${BASE}${name}?${query.toString()}`, { headers })
        : await fetch(`${this.chat.client.url}${BASE}${name}`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(input),
          });
    const told = [...response.headers].filter(([header]) => !OF_REQUEST.includes(header));
    return JSON.stringify([response.status, told, await response.text()]);
  }

  /** Done by a user so that a scene comes about. @throws Error where it is refused */
  async do<T = unknown>(uid: number, call: string, input: Record<string, unknown>): Promise<T> {
    return datasOf(await this.chat.client.post<T>(call, input, userCredentials(uid).headers, 'json'));
  }

  /** Connects another user, who hears whatever is pushed from now on. */
  async listen(uid: number): Promise<void> {
    this.listeners.push(await UserSocket.connect(this.chat.client.url, { token: userCredentials(uid).token }));
  }

  /**
   * All that is stored, and all that was pushed; but ids that were taken for what was then refused, and the audit
   * log, which tells of calls that were let in but changed nothing.
   */
  async traces(): Promise<Traces> {
    return { ...(await tracesOf(this.chat, this.listeners)), sequences: [], cms_audit: [] };
  }

  /** How much the audit log tells. */
  async deeds(): Promise<number> {
    const [row] = await this.chat.app
      .get(ReadStore)
      .query<{ deeds: number }>('SELECT COUNT(*) AS deeds FROM cms_audit');
    return row?.deeds ?? 0;
  }

  private async emit(principal: Principal, event: string, input: Record<string, unknown>): Promise<Answer> {
    const connected = this.sockets.get(principal);
    if (connected) return connected.emit(event, input);
    try {
      const socket = await UserSocket.connect(this.chat.client.url, {
        token: credentialsOf(principal, this.tokens).token,
      });
      const answer = await socket.emit(event, input);
      socket.close();
      return answer;
    } catch (refusal) {
      // Who is let in by no socket is answered at the door.
      return { status: 0, ...(refusal as { data: Omit<Answer, 'status'> }).data };
    }
  }
}

/** @returns their tokens */
async function signInPeople(client: ChatClient): Promise<Map<Principal, string>> {
  const tokens = new Map<Principal, string>();
  for (const [name, role] of Object.entries(PEOPLE) as [Person, string][]) {
    datasOf(await client.cms('createOperator', { username: name, role, password: PASSWORD }));
    const credentials = { username: name, password: PASSWORD };
    tokens.set(name, datasOf(await client.post<Token>('cms/login', credentials, {}, 'json')).token);
  }
  const service = { service_id: ANOTHER_SERVICE, nickname: 'another', photo: '' };
  datasOf(await client.cms('saveServiceAccount', service));
  const username: Person = 'otherOperator';
  datasOf(await client.cms('assignOperator', { username, service_id: ANOTHER_SERVICE, assigned: 1 }));
  return tokens;
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
