export type Mark = 0 | 3 | 4;

export interface ModelMessage {
  readonly id: number;
  /** `u:<low>:<high>` or `g:<type>:<id>`. */
  readonly conv: string;
  readonly seq: number;
  readonly sender: number;
  /** Members as of sending, without the sender. */
  readonly receivers: readonly number[];
  readonly marks: Map<number, 3 | 4>;
  recalled: boolean;
}

export interface ModelSummary {
  readonly conversation_id: string;
  readonly last_seq: number;
  readonly unread: number;
}

/** Receipts as the contract tells them, message by message and without a single range: what the server is compared with. */
export class ReceiptModel {
  readonly messages: ModelMessage[] = [];
  private readonly members = new Set<number>();
  private readonly everMembers = new Set<number>();

  constructor(readonly group: string) {}

  join(uid: number): void {
    this.members.add(uid);
    this.everMembers.add(uid);
  }

  leave(uid: number): void {
    this.members.delete(uid);
  }

  isMember(uid: number): boolean {
    return this.members.has(uid);
  }

  sent(id: number, sender: number, to: number | 'group'): void {
    const conv = to === 'group' ? this.group : pairOf(sender, to);
    const audience = to === 'group' ? [...this.members] : [to];
    const receivers = audience.filter((uid) => uid !== sender).sort((a, b) => a - b);
    const seq = this.messages.filter((message) => message.conv === conv).length + 1;
    this.messages.push({ id, conv, seq, sender, receivers, marks: new Map(), recalled: false });
  }

  /** @returns the answer: 1, or the code of the refusal */
  acknowledge(uid: number, ids: readonly number[], status: 3 | 4): number {
    const known = this.messages.filter(({ id, receivers }) => ids.includes(id) && receivers.includes(uid));
    for (const message of known) mark(message, uid, status);
    return known.length > 0 ? 1 : 20002;
  }

  /** @returns as `acknowledge` */
  readUpTo(uid: number, conv: string, upTo: number): number {
    if (conv === this.group && !this.everMembers.has(uid)) return 20004;
    for (const message of this.messages) {
      if (message.conv === conv && message.seq <= upTo && message.receivers.includes(uid)) mark(message, uid, 4);
    }
    return 1;
  }

  /** getMessageStatus, without the message's id. */
  statusOf({ receivers, marks }: ModelMessage): { receivers: number; received: number; read: number; users: object[] } {
    const users = receivers.map((uid) => ({ user_id: uid, status: marks.get(uid) ?? 0 }));
    const count = (least: number): number => users.filter(({ status }) => status >= least).length;
    return { receivers: receivers.length, received: count(3), read: count(4), users };
  }

  /** The user's conversation list, by conversation id. */
  listOf(uid: number): ModelSummary[] {
    const summaries = new Map<string, ModelSummary>();
    for (const { conv, seq, sender, receivers, marks, recalled } of this.messages) {
      if (sender !== uid && !receivers.includes(uid)) continue;
      const isUnread = sender !== uid && !recalled && marks.get(uid) !== 4;
      const unread = (summaries.get(conv)?.unread ?? 0) + (isUnread ? 1 : 0);
      summaries.set(conv, { conversation_id: conversationIdOf(conv, uid), last_seq: seq, unread });
    }
    return [...summaries.values()].sort(byConversation);
  }
}

/** The key of two users' conversation. */
export function pairOf(a: number, b: number): string {
  return `u:${Math.min(a, b)}:${Math.max(a, b)}`;
}

/** A conversation as `uid` names it. */
export function conversationIdOf(conv: string, uid: number): string {
  const [kind, low, high] = conv.split(':');
  if (kind !== 'u') return conv;
  return `u:${Number(low) === uid ? high : low}`;
}

export function byConversation(a: { conversation_id: string }, b: { conversation_id: string }): number {
  return a.conversation_id < b.conversation_id ? -1 : 1;
}

/** Never backwards. */
function mark({ marks }: ModelMessage, uid: number, status: 3 | 4): void {
  if ((marks.get(uid) ?? 0) < status) marks.set(uid, status);
}
