import { io, type Socket } from 'socket.io-client';

/** Too many requests, storage unavailable, the token (the next is tried): made again. Others are final. */
const REPEAT = [10005, 10007, 10001, 10002];
const GAP_MS = 1000;

/** A message as pushes, history and sync carry it. */
export interface Message {
  readonly msg_id: number;
  readonly conversation_id: string;
  readonly seq: number;
  readonly msg_type: string;
  readonly from: { readonly uid: string };
  readonly group?: { readonly group_id: string; readonly group_type: string };
  readonly body: Record<string, unknown>;
  readonly client_msg_id?: string;
  readonly recalled?: true;
}

export interface Conversation {
  /** Ascending by seq: everything that the user may see, up to `lastSeq`. */
  readonly messages: Message[];
  lastSeq: number;
  /** Pushed, but beyond a gap; by seq. */
  readonly ahead: Map<number, Message>;
  /** The seq after which a gap was noticed last. */
  gapAfter?: number;
}

type Place = Pick<Message, 'msg_id' | 'conversation_id'>;
type SyncAnswer = { messages: Message[]; has_more: boolean; recalled: Place[]; recalls_cursor: number };
type Envelope<T> = { datas?: T; error_code?: number; error_msg?: string; retryAfterMs?: number };

/** The client that docs/clients.md explains: what it shows is what the server stored, whatever the network does. */
export class ReferenceClient {
  readonly conversations = new Map<string, Conversation>();
  /** What happened below the surface; a duplicate is a push of a message that was here already. */
  readonly counts = { pushes: 0, duplicates: 0, gaps: 0, syncs: 0, repeats: 0 };
  /** Calls that were refused for good; of syncs and receipts nobody else is told. */
  readonly refusals: { name: string; code: number }[] = [];
  /** Taken for each connection and call: set a fresh one whenever there is one. */
  token: string;
  private readonly recalled = new Set<number>();
  private recallsCursor: number | undefined;
  private unacknowledged: number[] = [];
  private socket: Socket | undefined;
  private syncing: Promise<void> | undefined;
  private syncAgain = false;
  private failures = 0;
  private stopped = false;

  /** `receiptsEveryMs`: over how long receipts are collected into one call; without it none are sent. */
  constructor(private readonly options: { url: string; token: string; uid: number; receiptsEveryMs?: number }) {
    this.token = options.token;
  }

  /** Connects, and resolves once everything that was missed is here. @throws Error where sync is refused */
  async start(): Promise<void> {
    const auth = (give: (auth: object) => void): void => give({ token: this.token });
    // Reconnecting is done below: Socket.IO itself gives up where the server refused or ended the connection.
    const socket = io(this.options.url, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
    this.socket = socket;
    socket.on('message', (message: Message) => this.onPush(message));
    socket.on('message:recalled', (place: Place) => this.onRecall(place));
    socket.on('sync:hint', () => this.sync().catch(() => undefined));
    const reconnect = (): unknown => setTimeout(() => this.stopped || socket.connect(), backoff(this.failures++));
    for (const loss of ['disconnect', 'connect_error']) socket.on(loss, reconnect);
    await new Promise<void>((resolve, reject) => socket.on('connect', () => void this.sync().then(resolve, reject)));
  }

  stop(): void {
    this.stopped = true;
    this.socket?.close();
  }

  /** Sends text to `u:<uid>`, `s:<service_id>` or `g:<group_type>:<group_id>`, repeats until answered; returns msg_id. */
  send(target: string, text: string, client_msg_id: string = crypto.randomUUID()): Promise<number> {
    const [kind, first, second] = target.split(':');
    const content = { message: { msg_type: '1', body: { text } }, client_msg_id };
    if (kind === 'g') return this.call('sendGroupMessage', { group_type: first, to_uid: second, ...content });
    return this.call('sendMessage', { to_uid: first, send_type: kind === 's' ? 2 : 0, ...content });
  }

  /** Fetches everything that is not here; one run at a time, and what is asked for meanwhile makes another. */
  sync(): Promise<void> {
    this.syncAgain = true;
    return (this.syncing ??= this.syncAll());
  }

  private async syncAll(): Promise<void> {
    try {
      for (let more = false; more || this.syncAgain;) more = await this.syncOnce();
      this.failures = 0;
    } finally {
      this.syncing = undefined;
      for (const conversation of this.conversations.values()) this.appendAhead(conversation);
    }
  }

  private async syncOnce(): Promise<boolean> {
    this.syncAgain = false;
    this.counts.syncs += 1;
    const known = Object.fromEntries([...this.conversations].map(([id, { lastSeq }]) => [id, lastSeq]));
    const answer = await this.call<SyncAnswer>('sync', { known, recalls_after: this.recallsCursor });
    for (const message of answer.messages) this.append(this.conversation(message), message);
    for (const place of answer.recalled) this.onRecall(place);
    this.recallsCursor = answer.recalls_cursor;
    return answer.has_more;
  }

  private onPush(message: Message): void {
    const conversation = this.conversation(message);
    this.counts.pushes += 1;
    // Within a conversation one seq is one msg_id.
    if (message.seq <= conversation.lastSeq || conversation.ahead.has(message.seq)) this.counts.duplicates += 1;
    else conversation.ahead.set(message.seq, message);
    this.appendAhead(conversation);
  }

  /** Appends what is next. A gap that lasts a second, and up to one more so that a crowd spreads, is synced. */
  private appendAhead(conversation: Conversation): void {
    const { ahead } = conversation;
    for (let next; (next = ahead.get(conversation.lastSeq + 1));) this.append(conversation, next);
    const after = conversation.lastSeq;
    if (ahead.size === 0 || conversation.gapAfter === after) return;
    conversation.gapAfter = after;
    this.counts.gaps += 1;
    const look = (): unknown => conversation.lastSeq > after || this.sync().catch(() => undefined);
    setTimeout(look, GAP_MS * (1 + Math.random()));
  }

  private append(conversation: Conversation, message: Message): void {
    conversation.ahead.delete(message.seq);
    if (message.seq <= conversation.lastSeq) return;
    conversation.messages.push(this.recalled.has(message.msg_id) ? placeholder(message) : message);
    conversation.lastSeq = message.seq;
    // An official account's id may be the same number as one's own.
    const isOwn = message.from.uid === String(this.options.uid) && message.group?.group_type !== '4';
    if (!isOwn && this.options.receiptsEveryMs !== undefined) this.acknowledgeSoon(message.msg_id);
  }

  /** A recall may overtake its message, so it is remembered. */
  private onRecall(place: Place): void {
    this.recalled.add(place.msg_id);
    const { messages } = this.conversation(place);
    const index = messages.findLastIndex(({ msg_id }) => msg_id === place.msg_id);
    if (messages[index]) messages[index] = placeholder(messages[index]);
  }

  private acknowledgeSoon(msgId: number): void {
    if (this.unacknowledged.push(msgId) > 1) return;
    setTimeout(() => {
      for (let ids; (ids = this.unacknowledged.splice(0, 1000)).length > 0;)
        this.call('updateMessageReceiveStatus', { msg_id: ids, status: 3 }).catch(() => undefined);
    }, this.options.receiptsEveryMs);
  }

  private conversation({ conversation_id: id }: Place): Conversation {
    const found = this.conversations.get(id) ?? { messages: [], lastSeq: 0, ahead: new Map() };
    this.conversations.set(id, found);
    return found;
  }

  /** Repeats a call until it is answered. @throws Error whose `code` is the refusal */
  private async call<T>(name: string, parameters: object): Promise<T> {
    for (let attempt = 0; !this.stopped; attempt += 1) {
      const { datas, error_code: code = 0, error_msg, retryAfterMs = 0 } = await this.request<T>(name, parameters);
      if (datas !== undefined) return datas;
      const isFinal = code !== 0 && !REPEAT.includes(code) && (code !== 10500 || attempt >= 3);
      if (isFinal) this.refusals.push({ name, code });
      if (isFinal) throw Object.assign(new Error(error_msg), { code });
      this.counts.repeats += 1;
      await new Promise((resolve) => setTimeout(resolve, Math.max(backoff(attempt), retryAfterMs)));
    }
    throw new Error('The client was stopped');
  }

  /** What came back, or nothing: then nobody knows whether the call took effect. */
  private async request<T>(name: string, parameters: object): Promise<Envelope<T>> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(parameters), signal: AbortSignal.timeout(5000) };
    try {
      const response = await fetch(`${this.options.url}/anlife/v1.0/chat/message/${name}`, init);
      const retryAfterMs = 1000 * Number(response.headers.get('retry-after') ?? 0);
      return { ...((await response.json()) as Envelope<T>), retryAfterMs };
    } catch {
      return {};
    }
  }
}

/** Half a second, doubled with each failure up to half a minute, and spread: a crowd must not return at once. */
function backoff(failures: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random());
}

function placeholder(message: Message): Message {
  return { ...message, msg_type: '0', recalled: true, body: {} };
}
