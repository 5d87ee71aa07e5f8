import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../support/chat/envelope.js';
import type { History } from '../../support/checker/history.js';
import type { Destination } from './population.js';

/** One message that somebody wants sent, over however many attempts. */
export interface Send {
  readonly uid: number;
  readonly destination: Destination;
  readonly clientMsgId: string;
  /** Unique, and names its conversation: a reader can tell a message that is in the wrong place. */
  readonly text: string;
  /** Who waits for each answer before the next send: the checker's sender order is judged within it. */
  readonly proc: string;
  /** Of the first positive answer; undefined while nobody knows whether it is stored. */
  msgId?: number;
}

/** One attempt that was answered, for figures about answers. */
export interface Answered {
  readonly at: number;
  readonly ms: number;
  readonly code: number | undefined;
}

const STORAGE_UNAVAILABLE = 10007;

/** What a client waits before it tries again; shorter than a person's patience, longer than a busy loop. */
export const BACK_OFF_MS = 50;

/**
 * Every send of a test: what was attempted, and what the server said to it. What may not be said
 * under any fault is kept in `wrongs`, with the evidence: each test expects that list to be empty.
 */
export class Ledger {
  readonly sends: Send[] = [];
  readonly answers: Answered[] = [];
  readonly wrongs: string[] = [];
  private readonly ackedSends = new Set<Send>();
  private readonly unansweredSends = new Set<Send>();

  constructor(readonly history: History) {}

  get acked(): readonly Send[] {
    return [...this.ackedSends];
  }

  get ackedCount(): number {
    return this.ackedSends.size;
  }

  /** Sends that nobody knows the fate of. */
  get open(): readonly Send[] {
    return this.sends.filter((send) => send.msgId === undefined);
  }

  /** Open sends whose latest attempt got no answer of any kind. */
  get unanswered(): readonly Send[] {
    return [...this.unansweredSends];
  }

  /** Answers 10007 so far. */
  get unavailableCount(): number {
    return this.answers.filter(({ code }) => code === STORAGE_UNAVAILABLE).length;
  }

  begin(uid: number, destination: Destination, proc: string): Send {
    const clientMsgId = `c${this.sends.length + 1}`;
    const send: Send = { uid, destination, clientMsgId, text: `${destination.conv} ${clientMsgId}`, proc };
    this.sends.push(send);
    return send;
  }

  /**
   * One attempt, logged from invocation to outcome.
   * @returns whether it was acknowledged; an error of `request` and a 10007 leave the send open
   */
  async attempt(send: Send, request: () => Promise<Answer<number>>): Promise<boolean> {
    const { uid, destination, clientMsgId, text, proc } = send;
    const call = { f: 'send', proc, uid: String(uid), conv: destination.conv, cmid: clientMsgId, text } as const;
    const startedAt = performance.now();
    let acked = false;
    this.unansweredSends.add(send);
    await this.history.run(call, async () => {
      const answer = await request();
      this.unansweredSends.delete(send);
      const at = performance.now();
      this.answers.push({ at, ms: at - startedAt, code: answer.error_code });
      acked = this.judge(send, answer);
      return answer;
    });
    return acked;
  }

  /**
   * As a client does it: again and again, for as long as it is told to try again. What is wrong ends it, and is noted.
   * @throws Error where it is not acknowledged within `patienceMs`
   */
  async insist(send: Send, request: () => Promise<Answer<number>>, patienceMs = 20_000): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!(await this.attempt(send, request)) && this.wrongs.length === 0) {
      if (performance.now() > deadline)
        throw new Error(`${send.clientMsgId} is not acknowledged, however often repeated`);
      await sleep(BACK_OFF_MS);
    }
  }

  /** How long the slowest of the answers since `since` took. */
  slowestMs(since = 0): number {
    return this.answers.reduce((slowest, { at, ms }) => (at >= since ? Math.max(slowest, ms) : slowest), 0);
  }

  private judge(send: Send, answer: Answer<number>): boolean {
    if (answer.error_code !== undefined) {
      // These users may send these messages: whatever else it says than "try again" is a lie.
      const fits = answer.error_code === STORAGE_UNAVAILABLE && [0, 503].includes(answer.status);
      if (!fits || answer.datas !== undefined) this.wrong(send, answer);
      return false;
    }
    const { datas } = answer;
    const isId = Number.isSafeInteger(datas) && [0, 200].includes(answer.status);
    if (!isId || (send.msgId !== undefined && send.msgId !== datas)) {
      this.wrong(send, answer);
      return false;
    }
    send.msgId = datas;
    this.ackedSends.add(send);
    return true;
  }

  private wrong({ clientMsgId, msgId }: Send, answer: Answer<number>): void {
    const before = msgId === undefined ? '' : ` (acknowledged before as ${msgId})`;
    this.wrongs.push(`${clientMsgId}${before} was answered ${JSON.stringify(answer)}`);
  }
}
