import { partiesOf } from './conversation-key.js';
import type {
  AckInvocation,
  Invocation,
  MembershipInvocation,
  ReadMessage,
  ReceiptStatus,
  SendInvocation,
} from './events.js';

export type Answer = { datas: number } | { error_code: number };

/** Seqs above `since` up to `until` were stored while someone was a member. */
interface Interval {
  since: number;
  until: number;
}

/**
 * A chat server without faults, in memory, each call one atomic step: what the checker must find nothing wrong with.
 * Its state is open, so that a bad history can break it.
 */
export class ModelServer {
  /** By conversation, ascending by seq. */
  readonly messages = new Map<string, ReadMessage[]>();
  readonly #members = new Map<string, Interval[]>();
  readonly #blocks = new Set<string>();
  readonly #answered = new Map<string, number>();
  readonly #statuses = new Map<string, 3 | 4>();
  #nextId = 1001;

  apply(call: Invocation): Answer {
    switch (call.f) {
      case 'send':
        return this.#send(call);
      case 'join':
      case 'leave':
        this.#changeMembership(call);
        return { datas: 1 };
      case 'block':
        this.#blocks.add(`${call.by}>${call.target}`);
        return { datas: 1 };
      case 'unblock':
        this.#blocks.delete(`${call.by}>${call.target}`);
        return { datas: 1 };
      case 'ack':
        return this.#acknowledge(call);
    }
  }

  /** What a reader may see above a seq, ascending; the cmid of one's own messages only. */
  visible(reader: string, conv: string, after = 0): ReadMessage[] {
    return this.#at(conv)
      .slice(after)
      .filter((message) => this.#maySee(reader, conv, message.seq))
      .map((message) => (message.sender === reader ? message : { ...message, cmid: undefined }));
  }

  status(msgId: number, recipient: string): ReceiptStatus {
    return this.#statuses.get(`${msgId} ${recipient}`) ?? 0;
  }

  #send({ uid, conv, cmid, text }: SendInvocation): Answer {
    const clientId = JSON.stringify([uid, cmid]);
    const earlier = cmid === undefined ? undefined : this.#answered.get(clientId);
    if (earlier !== undefined) return { datas: earlier };
    const convs = typeof conv === 'string' ? [conv] : conv;
    for (const key of convs) {
      const parties = partiesOf(key);
      const receiver = key.startsWith('u:') ? parties?.find((party) => party !== uid) : undefined;
      if (receiver !== undefined && this.#blocks.has(`${receiver}>${uid}`)) return { error_code: 20003 };
      if (parties === null && !this.#maySee(uid, key, this.#at(key).length + 1)) return { error_code: 20004 };
    }
    const msgId = this.#nextId++;
    for (const key of convs) {
      this.#at(key).push({ seq: this.#at(key).length + 1, msg_id: msgId, sender: uid, cmid, text });
    }
    if (cmid !== undefined) this.#answered.set(clientId, msgId);
    return { datas: msgId };
  }

  #changeMembership({ f, conv, uid }: MembershipInvocation): void {
    const intervals = this.#intervals(conv, uid);
    const last = intervals.at(-1);
    const isMember = last?.until === Infinity;
    const seq = this.#at(conv).length;
    if (f === 'join' && !isMember) intervals.push({ since: seq, until: Infinity });
    if (f === 'leave' && isMember) last.until = seq;
  }

  #acknowledge({ uid, msg_id, status }: AckInvocation): Answer {
    const isReceiver = [...this.messages].some(([conv, messages]) => {
      const message = messages.find((candidate) => candidate.msg_id === msg_id);
      return message !== undefined && message.sender !== uid && this.#maySee(uid, conv, message.seq);
    });
    if (!isReceiver) return { error_code: 20002 };
    if (status > this.status(msg_id, uid)) this.#statuses.set(`${msg_id} ${uid}`, status);
    return { datas: 1 };
  }

  #maySee(reader: string, conv: string, seq: number): boolean {
    const parties = partiesOf(conv);
    if (parties !== null) return parties.includes(reader);
    return this.#intervals(conv, reader).some(({ since, until }) => since < seq && seq <= until);
  }

  #intervals(conv: string, uid: string): Interval[] {
    const key = `${conv} ${uid}`;
    const intervals = this.#members.get(key) ?? [];
    this.#members.set(key, intervals);
    return intervals;
  }

  #at(conv: string): ReadMessage[] {
    const messages = this.messages.get(conv) ?? [];
    this.messages.set(conv, messages);
    return messages;
  }
}
