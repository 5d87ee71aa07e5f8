import type { Answer } from './envelope.js';
import { datasOf } from './envelope.js';
import { type SocketOptions, UserSocket } from './user-socket.js';

export const BASE_PATH = '/anlife/v1.0/chat';

/** How parameters travel. */
export type Encoding = 'json' | 'form' | 'multipart';

type Parameters = Record<string, unknown>;
type Headers = Record<string, string>;

/** The whole outside of a server: what its operators, app clients and subscribers can do. */
export class ChatClient {
  private readonly tokens = new Map<number, Promise<string>>();
  private readonly sockets: UserSocket[] = [];

  constructor(
    /** http://127.0.0.1:port */
    readonly url: string,
    readonly apiKey: string,
  ) {}

  /** A CMS call with the API key. */
  cms<T = unknown>(call: string, parameters: Parameters, encoding: Encoding = 'json'): Promise<Answer<T>> {
    return this.post<T>(`cms/${call}`, parameters, { 'x-api-key': this.apiKey }, encoding);
  }

  /** Imports users 'user <id>' without photos, or as given. */
  async importUsers(...users: (number | { user_id: number; nickname: string; photo: string })[]): Promise<void> {
    const rows = users.map((user) =>
      typeof user === 'number' ? { user_id: user, nickname: `user ${user}`, photo: '' } : user,
    );
    for (let i = 0; i < rows.length; i += 1000)
      datasOf(await this.cms('importUsers', { users: rows.slice(i, i + 1000) }));
  }

  /** Makes a group with these members. */
  async saveGroup(type: number, id: number, members: readonly number[] = []): Promise<void> {
    datasOf(await this.cms('saveGroup', { group_type: type, group_id: id, name: `group ${id}` }));
    if (members.length > 0) await this.addMembers(type, id, members);
  }

  async addMembers(type: number, id: number, members: readonly number[]): Promise<number> {
    return datasOf(await this.cms<number>('addGroupMembers', { group_type: type, group_id: id, user_id: members }));
  }

  async removeMembers(type: number, id: number, members: readonly number[]): Promise<number> {
    return datasOf(await this.cms<number>('removeGroupMembers', { group_type: type, group_id: id, user_id: members }));
  }

  /** A token of the user, issued once. */
  token(uid: number): Promise<string> {
    let token = this.tokens.get(uid);
    if (!token) {
      token = this.cms<{ token: string }>('issueUserToken', { user_id: uid }).then((answer) => datasOf(answer).token);
      this.tokens.set(uid, token);
    }
    return token;
  }

  as(uid: number): UserClient {
    return new UserClient(this, uid);
  }

  async connect(uid: number, options?: SocketOptions): Promise<UserSocket> {
    const socket = await UserSocket.connect(this.url, { token: await this.token(uid) }, options);
    this.sockets.push(socket);
    return socket;
  }

  /** As who works with the CMS: by a token of `cms/login`, or by the API key. */
  async connectCms(auth: { token: string } | { api_key: string }, options?: SocketOptions): Promise<UserSocket> {
    const socket = await UserSocket.connect(`${this.url}/cms`, auth, options);
    this.sockets.push(socket);
    return socket;
  }

  async post<T = unknown>(
    call: string,
    parameters: Parameters,
    headers: Headers,
    encoding: Encoding,
  ): Promise<Answer<T>> {
    const { body, type } = encode(parameters, encoding);
    return this.request<T>(call, { method: 'POST', body, headers: { ...headers, ...type } });
  }

  async get<T = unknown>(call: string, query: Parameters, headers: Headers): Promise<Answer<T>> {
    return this.request<T>(`${call}?${new URLSearchParams(texts(query)).toString()}`, { headers });
  }

  /** Any request under the base path; for what the other methods cannot express. */
  async request<T = unknown>(call: string, init: RequestInit): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${BASE_PATH}/${call}`, init);
    return { ...((await response.json()) as object), status: response.status };
  }

  /** Closes every socket that was connected here. */
  close(): void {
    for (const socket of this.sockets.splice(0)) socket.close();
  }
}

/** What one user can do. */
export class UserClient {
  constructor(
    private readonly chat: ChatClient,
    readonly uid: number,
  ) {}

  async post<T = unknown>(call: string, parameters: Parameters, encoding: Encoding = 'json'): Promise<Answer<T>> {
    return this.chat.post<T>(call, parameters, await this.headers(), encoding);
  }

  async get<T = unknown>(call: string, query: Parameters = {}): Promise<Answer<T>> {
    return this.chat.get<T>(call, query, await this.headers());
  }

  /** Sends text to a user by interface 2. */
  send(to: number, text: string, clientMsgId?: string): Promise<Answer<number>> {
    return this.post('message/sendMessage', { to_uid: to, message: textMessage(text), client_msg_id: clientMsgId });
  }

  /** Sends text to a group by interface 3. */
  sendToGroup(type: number, id: number, text: string, clientMsgId?: string): Promise<Answer<number>> {
    const parameters = { group_type: type, to_uid: id, message: textMessage(text), client_msg_id: clientMsgId };
    return this.post('message/sendGroupMessage', parameters);
  }

  connect(options?: SocketOptions): Promise<UserSocket> {
    return this.chat.connect(this.uid, options);
  }

  private async headers(): Promise<Headers> {
    return { authorization: `Bearer ${await this.chat.token(this.uid)}` };
  }
}

export function textMessage(text: string): object {
  return { msg_type: '1', body: { text } };
}

function encode(
  parameters: Parameters,
  encoding: Encoding,
): { body: string | URLSearchParams | FormData; type: Headers } {
  switch (encoding) {
    case 'json':
      return { body: JSON.stringify(parameters), type: { 'content-type': 'application/json' } };
    case 'form':
      return { body: new URLSearchParams(texts(parameters)), type: {} };
    case 'multipart': {
      const form = new FormData();
      for (const [name, value] of Object.entries(texts(parameters))) form.append(name, value);
      return { body: form, type: {} };
    }
  }
}

/** Forms and queries carry text: objects travel as JSON text, lists as "1,2,3". */
function texts(parameters: Parameters): Record<string, string> {
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, asText(value)]));
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value.join(',');
  return JSON.stringify(value);
}
