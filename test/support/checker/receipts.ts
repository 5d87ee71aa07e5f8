import type { Digest } from './digest.js';
import type { Send, Stored, Violation } from './model.js';

/** The acknowledgements of one message by one user, as times (ms); Infinity for never. */
interface Acks {
  /** The first attempt not refused at 3 or 4, and at 4. */
  invoked: { received: number; read: number };
  /** The first positive answer to them. */
  done: { received: number; read: number };
}

/** I8: receipts go 0, 3, 4 and never back, made only by receivers. I13: those answered ok show after the drain. */
export function checkReceipts(digest: Digest): Violation[] {
  const messages = new Messages(digest);
  return [...checkAcks(digest, messages), ...checkStatuses(digest, messages)];
}

function checkAcks(digest: Digest, messages: Messages): Violation[] {
  const violations: Violation[] = [];
  for (const { call, outcome, done } of digest.acks) {
    const fault = outcome === 'ok' ? messages.whyNoReceiver(call.msg_id, call.uid) : undefined;
    if (fault === undefined) continue;
    const { uid, msg_id, status } = call;
    violations.push({ invariant: 'I8', what: `a receipt was accepted ${fault}`, uid, msg_id, status, done });
  }
  return violations;
}

function checkStatuses(digest: Digest, messages: Messages): Violation[] {
  const violations: Violation[] = [];
  const acks = collectAcks(digest);
  const last = new Map<string, number>();
  for (const { t, reader, conn, msg_id, recipient, status, final } of digest.statuses) {
    const evidence = { msg_id, recipient, status, reader, t };
    const line = JSON.stringify([reader, conn, msg_id, recipient]);
    const before = last.get(line) ?? 0;
    last.set(line, status);
    if (status < before) violations.push({ invariant: 'I8', what: 'a status went back', before, ...evidence });

    const fault = status === 0 ? undefined : messages.whyNoReceiver(msg_id, recipient);
    if (fault !== undefined) violations.push({ invariant: 'I8', what: `a receipt shows ${fault}`, ...evidence });

    const of = acks.get(ackKey(msg_id, recipient));
    const invoked = status === 4 ? of?.invoked.read : of?.invoked.received;
    if (status !== 0 && t < (invoked ?? Infinity)) {
      violations.push({ invariant: 'I8', what: 'a receipt that its receiver had not made', ...evidence });
    }
    const promised = of === undefined || final !== true ? 0 : of.done.read < t ? 4 : of.done.received < t ? 3 : 0;
    if (status < promised) {
      violations.push({ invariant: 'I13', what: 'an acknowledged receipt is absent', promised, ...evidence });
    }
  }
  return violations;
}

function collectAcks(digest: Digest): Map<string, Acks> {
  const collected = new Map<string, Acks>();
  for (const { call, invoked, done, outcome } of digest.acks) {
    if (outcome === 'fail') continue;
    const key = ackKey(call.msg_id, call.uid);
    let acks = collected.get(key);
    if (acks === undefined) {
      acks = { invoked: { received: Infinity, read: Infinity }, done: { received: Infinity, read: Infinity } };
      collected.set(key, acks);
    }
    // Read implies received.
    for (const level of call.status === 4 ? (['received', 'read'] as const) : (['received'] as const)) {
      acks.invoked[level] = Math.min(acks.invoked[level], invoked);
      if (outcome === 'ok') acks.done[level] = Math.min(acks.done[level], done);
    }
  }
  return collected;
}

function ackKey(msgId: number, uid: string): string {
  return `${msgId} ${uid}`;
}

/** Messages by id: as stored, and those known only from the answer to their send. */
class Messages {
  readonly #stored = new Map<number, Stored[]>();
  readonly #sends = new Map<number, Send>();
  readonly #digest: Digest;

  constructor(digest: Digest) {
    this.#digest = digest;
    for (const conversation of digest.conversations.values()) {
      for (const stored of conversation.byMsgId.values()) {
        const places = this.#stored.get(stored.msgId);
        if (places === undefined) this.#stored.set(stored.msgId, [stored]);
        else places.push(stored);
      }
    }
    for (const send of digest.sends) {
      for (const { msgId } of send.attempts) if (msgId !== undefined) this.#sends.set(msgId, send);
    }
  }

  /** Undefined where the user may be a receiver of the message; else the reason why not, to follow a verb. */
  whyNoReceiver(msgId: number, uid: string): string | undefined {
    const places = this.#stored.get(msgId) ?? [];
    const send = this.#sends.get(msgId);
    const convs = [...places.map((stored) => stored.conv), ...(send?.convs ?? [])];
    if (convs.length === 0) return 'for a message that does not exist';
    if (send?.uid === uid || places.some((stored) => stored.sender === uid)) return 'from the sender of the message';
    const window = places[0]?.window ?? send?.window;
    const isStranger = convs.every((conv) => {
      const conversation = this.#digest.conversations.get(conv);
      return conversation !== undefined && window !== undefined && conversation.mustHide(uid, window);
    });
    return isStranger ? 'from one who is no receiver of the message' : undefined;
  }
}
