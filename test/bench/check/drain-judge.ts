import type { Acknowledged } from '../load/send-load.js';
import { originOf } from '../load/sent-text.js';

/** A message as sync answers it. */
export interface DrainedMessage {
  readonly conversation_id: string;
  readonly seq: number;
  readonly msg_id: number;
  readonly body: { readonly text?: string };
}

/** What was acknowledged, and whether any reader has read it. */
interface Expected {
  readonly msgId: number;
  isRead: boolean;
}

/** Judges what readers read against what senders were told. Each reader reads whole conversations, from their first seq. */
export class DrainJudge {
  private readonly problems: string[] = [];
  /** By `sender:n`. */
  private readonly expected: ReadonlyMap<string, Expected>;

  constructor(acknowledged: readonly Acknowledged[]) {
    this.expected = new Map(acknowledged.map(({ uid, n, msgId }) => [`${uid}:${n}`, { msgId, isRead: false }]));
  }

  /** All that one reader read, in the order in which it was answered. */
  read(messages: readonly DrainedMessage[]): void {
    this.problems.push(...judgeConversations(messages));
    for (const { msg_id, body } of messages) {
      const { uid, n } = originOf(body.text ?? '') ?? { uid: 0, n: 0 };
      const expected = this.expected.get(`${uid}:${n}`);
      if (!expected) continue;
      if (expected.msgId !== msg_id) this.problems.push(`${uid}:${n} was told ${expected.msgId} and is ${msg_id}`);
      expected.isRead = true;
    }
  }

  /** @returns what is wrong, in words; what nobody read is lost */
  finish(): string[] {
    const lost = [...this.expected].filter(([, { isRead }]) => !isRead);
    return [...this.problems, ...lost.map(([key, { msgId }]) => `${key} was acknowledged as ${msgId} and is lost`)];
  }
}

function judgeConversations(messages: readonly DrainedMessage[]): string[] {
  const problems: string[] = [];
  const lastSeq = new Map<string, number>();
  const lastOfSender = new Map<string, number>();
  for (const { conversation_id, seq, body } of messages) {
    const before = lastSeq.get(conversation_id) ?? 0;
    if (seq !== before + 1) problems.push(`${conversation_id}: ${seq} follows ${before}`);
    lastSeq.set(conversation_id, seq);
    const origin = originOf(body.text ?? '');
    if (!origin) {
      problems.push(`${conversation_id} ${seq}: a text that nobody sent`);
      continue;
    }
    const key = `${conversation_id} ${origin.uid}`;
    const n = lastOfSender.get(key) ?? 0;
    // Equal is doubled, less is reordered; more is what a refusal leaves out.
    if (origin.n <= n) problems.push(`${conversation_id} ${seq}: message ${origin.n} of ${origin.uid} after ${n}`);
    lastOfSender.set(key, origin.n);
  }
  return problems;
}
