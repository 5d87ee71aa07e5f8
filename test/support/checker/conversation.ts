import { partiesOf } from './conversation-key.js';
import type { ReadMessage } from './events.js';
import type { Observation, Stored } from './model.js';
import { TwoState, type Window } from './two-state.js';

/** What one reader's final pages hold: all that lies above the seq `low`, as of `at` (ms). */
export interface FinalRead {
  low: number;
  at: number;
  msgIds: Set<number>;
}

/** One conversation: what was seen in it by anyone, who may see what, and the final reads. */
export class Conversation {
  readonly byMsgId = new Map<number, Stored>();
  /** The first message seen at each seq. */
  readonly bySeq = new Map<number, Stored>();
  readonly finals = new Map<string, FinalRead>();
  readonly #parties: readonly string[] | null;
  readonly #memberships = new Map<string, TwoState>();
  #seqs: number[] | undefined;

  constructor(readonly key: string) {
    this.#parties = partiesOf(key);
  }

  /** The other one of two users; undefined in groups, in notes to oneself and with official accounts. */
  peerOf(uid: string): string | undefined {
    if (!this.key.startsWith('u:')) return undefined;
    return this.#parties?.find((party) => party !== uid);
  }

  membership(uid: string): TwoState {
    let membership = this.#memberships.get(uid);
    if (membership === undefined) this.#memberships.set(uid, (membership = new TwoState()));
    return membership;
  }

  /** Must the reader see a message stored within the window, whichever legal order of events happened? */
  mustShow(reader: string, window: Window): boolean {
    if (this.#parties !== null) return this.#parties.includes(reader);
    return this.#memberships.get(reader)?.isCertainlyOn(window) ?? false;
  }

  /** Was the reader certainly no party or member when the message was stored? */
  mustHide(reader: string, window: Window): boolean {
    if (this.#parties !== null) return !this.#parties.includes(reader);
    return this.#memberships.get(reader)?.isCertainlyOff(window) ?? true;
  }

  /** Is the reader entitled to every seq from 1 on? */
  mustShowAll(reader: string): boolean {
    if (this.#parties !== null) return this.#parties.includes(reader);
    return this.#memberships.get(reader)?.isAlwaysOn ?? false;
  }

  /** Every seq that anyone saw, ascending. */
  get seqs(): readonly number[] {
    return (this.#seqs ??= [...this.bySeq.keys()].sort((a, b) => a - b));
  }

  /** Takes note of a message that was seen; the first sighting of its msg_id describes it. */
  store(seen: Observation): Stored {
    let stored = this.byMsgId.get(seen.msgId);
    if (stored === undefined) {
      stored = {
        conv: this.key,
        msgId: seen.msgId,
        seq: seen.seq,
        text: seen.text,
        sender: seen.sender,
        cmid: seen.cmid,
        firstSeen: seen.t,
        origin: { kind: 'nobody' },
        window: { from: -Infinity, by: seen.t },
      };
      this.byMsgId.set(seen.msgId, stored);
    }
    // Only the sender's own devices are told the cmid, so it may come with a later sighting.
    stored.sender ??= seen.sender;
    stored.cmid ??= seen.cmid;
    if (!this.bySeq.has(seen.seq)) this.bySeq.set(seen.seq, stored);
    this.#seqs = undefined;
    return stored;
  }

  addFinalPage(reader: string, after: number, msgs: readonly ReadMessage[], t: number): void {
    const final = this.finals.get(reader) ?? { low: after, at: t, msgIds: new Set<number>() };
    final.low = Math.min(final.low, after);
    final.at = t;
    for (const message of msgs) final.msgIds.add(message.msg_id);
    this.finals.set(reader, final);
  }
}
