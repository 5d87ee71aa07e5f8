import { conversationOfTwo } from './conversation-key.js';
import type { Invocation, SendInvocation } from './events.js';
import { History, type PendingOperation } from './history.js';
import { type Answer, ModelServer } from './model-server.js';

const USERS = Array.from({ length: 8 }, (_, index) => String(index + 1));
const GROUPS = ['g:1:1', 'g:2:1'];
const IN_FLIGHT = 12;
const PAGE = 20;

interface Flight {
  call: Invocation;
  op: PendingOperation | undefined;
  answer: Answer | undefined;
}

/**
 * A good history of about `events` events: calls of the model server that overlap, get lost on the way there or back,
 * arrive after their caller gave up, and are repeated; pushes late, repeated and out of order; then a drain.
 */
export function randomHistory(events: number, seed: number): History {
  return new Run(seed).play(events);
}

class Run {
  readonly #history = new History();
  readonly #server = new ModelServer();
  readonly #random: () => number;
  #flights: Flight[] = [];
  readonly #pushes: (() => void)[] = [];
  readonly #sent: SendInvocation[] = [];
  readonly #msgIds: number[] = [];
  readonly #stored = new Set<number>();

  constructor(seed: number) {
    this.#random = mulberry32(seed);
    for (const conv of GROUPS) {
      for (const uid of USERS.slice(0, 5)) {
        this.#server.apply({ f: 'join', conv, uid });
        this.#history.member(conv, uid);
      }
    }
  }

  play(events: number): History {
    while (this.#history.events.length < events) this.#step();
    // The drain: what is still under way arrives or is lost, nobody hears of it, and then everyone reads.
    for (const flight of this.#flights) if (flight.answer === undefined && this.#random() < 0.5) this.#arrive(flight);
    for (const conv of this.#server.messages.keys()) for (const reader of USERS) this.#readAll(reader, conv);
    for (const msgId of this.#msgIds) this.#observeStatus(msgId, true);
    return this.#history;
  }

  #step(): void {
    const dice = this.#random();
    if (dice < 0.3 && this.#flights.length < IN_FLIGHT) this.#depart();
    else if (dice < 0.55) this.#arrive(this.#pick(this.#flights.filter(({ answer }) => answer === undefined)));
    else if (dice < 0.8) this.#return(this.#pick(this.#flights.filter(({ op }) => op !== undefined)));
    else if (dice < 0.95) this.#deliver();
    else if (dice < 0.98) this.#readPage(this.#user(), this.#conversation());
    else if (this.#msgIds.length > 0) this.#observeStatus(this.#pick(this.#msgIds) ?? 0, false);
    // A flight is over when both ends are done with it; what the caller gave up may still arrive.
    this.#flights = this.#flights.filter(({ op, answer }) => op !== undefined || answer === undefined);
  }

  #depart(): void {
    const call = this.#nextCall();
    if (call.f === 'send') this.#sent.push(call);
    this.#flights.push({ call, op: this.#history.invoke(call), answer: undefined });
  }

  #arrive(flight: Flight | undefined): void {
    if (flight === undefined) return;
    const { call } = flight;
    const answer = this.#server.apply(call);
    flight.answer = answer;
    if (call.f !== 'send' || !('datas' in answer) || this.#stored.has(answer.datas)) return;
    this.#stored.add(answer.datas);
    this.#msgIds.push(answer.datas);
    const convs = typeof call.conv === 'string' ? [call.conv] : call.conv;
    for (const conv of convs) {
      for (const reader of USERS) {
        const last = this.#server.messages.get(conv)?.length ?? 0;
        const [message] = this.#server.visible(reader, conv, last - 1);
        if (message === undefined) continue;
        this.#pushes.push(() => this.#history.push({ reader, conn: `${reader}-phone`, conv, ...message }));
      }
    }
  }

  #return(flight: Flight | undefined): void {
    if (flight?.op === undefined) return;
    const { call, op, answer } = flight;
    const dice = this.#random();
    if (answer === undefined && dice > 0.1) return;
    if (answer === undefined || dice < 0.1) op.info('timeout');
    else if ('error_code' in answer) op.fail(answer.error_code);
    else op.ok(call.f === 'send' ? { msg_id: answer.datas } : {});
    flight.op = undefined;
  }

  #deliver(): void {
    const at = Math.floor(this.#random() * this.#pushes.length);
    this.#pushes[at]?.();
    if (this.#random() > 0.03) this.#pushes.splice(at, 1);
  }

  #nextCall(): Invocation {
    const dice = this.#random();
    const uid = this.#user();
    if (dice < 0.1 && this.#sent.length > 0) return this.#pick(this.#sent.slice(-30)) ?? this.#nextSend(uid);
    if (dice < 0.15) return { f: 'join', conv: this.#pick(GROUPS) ?? '', uid };
    if (dice < 0.2) return { f: 'leave', conv: this.#pick(GROUPS) ?? '', uid };
    if (dice < 0.25) return { f: 'block', by: uid, target: this.#user() };
    if (dice < 0.32) return { f: 'unblock', by: uid, target: this.#user() };
    const msgId = this.#pick(this.#msgIds.slice(-50));
    if (dice < 0.5 && msgId !== undefined)
      return { f: 'ack', uid, msg_id: msgId, status: this.#random() < 0.5 ? 3 : 4 };
    return this.#nextSend(uid);
  }

  #nextSend(uid: string): SendInvocation {
    // Without a client id a repeat is another message; a few texts recur, so that text alone does not tell.
    const hasClientId = this.#random() < 0.9;
    const text = this.#random() < 0.2 ? 'ok' : `text ${this.#sent.length}`;
    const toMany = ['s:9:1', 's:9:2', 's:9:3'];
    const isPush = this.#random() < 0.05;
    const [sender, conv] = isPush ? ['s:9', toMany] : [uid, this.#conversationOf(uid)];
    const proc = `${sender} ${this.#random() < 0.8 ? 'phone' : 'web'}`;
    return { f: 'send', proc, uid: sender, conv, cmid: hasClientId ? `c${this.#sent.length}` : undefined, text };
  }

  #readPage(reader: string, conv: string): void {
    const after = Math.floor(this.#random() * (this.#server.messages.get(conv)?.length ?? 0));
    this.#history.read({ reader, conv, after, msgs: this.#server.visible(reader, conv, after).slice(0, PAGE) });
  }

  #readAll(reader: string, conv: string): void {
    const all = this.#server.visible(reader, conv);
    for (let at = 0; at < all.length; at += PAGE) {
      const after = all[at - 1]?.seq ?? 0;
      this.#history.read({ reader, conv, after, msgs: all.slice(at, at + PAGE), final: true });
    }
  }

  #observeStatus(msgId: number, final: boolean): void {
    const recipient = this.#user();
    const status = this.#server.status(msgId, recipient);
    this.#history.status({ reader: 'sender', msg_id: msgId, recipient, status, final });
  }

  #conversationOf(uid: string): string {
    return this.#random() < 0.5 ? (this.#pick(GROUPS) ?? '') : conversationOfTwo(uid, this.#user());
  }

  #conversation(): string {
    return this.#pick([...this.#server.messages.keys()]) ?? 'u:1:2';
  }

  #user(): string {
    return this.#pick(USERS) ?? '1';
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }
}

/** A small seeded generator: the same seed gives the same history. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
