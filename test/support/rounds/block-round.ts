import { expect } from 'vitest';
import { block, unblock } from '../../e2e/support/blacklist.js';
import { Recorder } from '../../e2e/support/recorder.js';
import type { ChatClient, UserClient } from '../chat/chat-client.js';
import { type Answer, datasOf } from '../chat/envelope.js';
import type { Push, UserSocket } from '../chat/user-socket.js';
import { History } from '../checker/history.js';

const SENDS = 150;
/** Of sends that wait for one another: how many go on at a time. */
const LINES = 15;
/** A socket's sends wait for one another, so those at once come over several. */
const SOCKETS = 15;
/** Sends that are invoked when the block, or its end, has been answered. */
export const AFTERWARDS = 10;
const BLOCKED = 20003;

/** How 150 sends are in flight: all at once, or one after another in each of several lines. */
export type Flight = 'at once' | 'in lines';

export interface BlockPair {
  /** Who is blocked, and where their messages enter. */
  readonly sender: number;
  readonly doors: readonly [ChatClient, ...ChatClient[]];
  /** Who blocks, and where. */
  readonly blocker: number;
  readonly blocksAt: ChatClient;
}

/** A user is blocked while 150 of their messages are in flight, by REST and over sockets, and everything is logged. */
export class BlockRound {
  accepted = 0;
  /** While they were in flight, and afterwards. */
  refused = 0;
  private readonly history = new History();
  private readonly doors: readonly Recorder[];
  private readonly reader: Recorder;
  private readonly blocker: UserClient;
  private sockets: UserSocket[][] = [];
  private sends = 0;
  private isBlocked = false;

  constructor(private readonly pair: BlockPair) {
    this.doors = pair.doors.map((client) => new Recorder(client, this.history));
    this.reader = new Recorder(pair.blocksAt, this.history);
    this.blocker = pair.blocksAt.as(pair.blocker);
  }

  /** Signs both in, and connects the sender to each door; `end` closes the connections. */
  async begin(): Promise<void> {
    const { doors, sender, blocker, blocksAt } = this.pair;
    await Promise.all([blocksAt.token(blocker), ...doors.map((client) => client.token(sender))]);
    this.sockets = await Promise.all(
      doors.map((client) => Promise.all(Array.from({ length: SOCKETS }, () => client.connect(sender)))),
    );
  }

  /**
   * The race, up to the drain: what was stored when the block had been answered is all that ever is.
   * @param at after how many answers the block is called; 0: beside the first sends
   */
  async block(flight: Flight, at: number): Promise<void> {
    const { blocking, sending } = this.fly(flight === 'at once' ? SENDS : LINES, at);
    await blocking;
    const last = await this.lastSeq();
    const afterwards = Promise.all(Array.from({ length: AFTERWARDS }, () => this.send()));
    await Promise.all([sending, afterwards]);
    expect((await this.drain()).at(-1)?.seq ?? 0).toBe(last);
    expect(await this.lastSeq()).toBe(last);
    expect(this.accepted).toBe(last);
    expect(this.accepted).toBeGreaterThanOrEqual(at);
    expect(this.accepted + this.refused).toBe(SENDS + AFTERWARDS);
  }

  /** From the answer on, messages are accepted again, by every door at once. */
  async unblock(): Promise<void> {
    const last = await this.lastSeq();
    await this.change('unblock');
    const answers = await Promise.all(Array.from({ length: AFTERWARDS }, () => this.send()));
    answers.forEach(datasOf);
    expect((await this.drain()).at(-1)?.seq).toBe(last + AFTERWARDS);
  }

  /** Both directions, again and again, while messages are in flight: the checker knows what each may be answered. */
  async toggle(times: number): Promise<void> {
    let isOver = false;
    const lines = Array.from({ length: LINES }, async () => {
      while (!isOver) await this.send();
    });
    for (let i = 0; i < times; i += 1) await this.change(i % 2 === 0 ? 'block' : 'unblock');
    isOver = true;
    await Promise.all(lines);
    await this.drain();
  }

  /** @throws Error unless the whole log is as it may be (I9 among the rest) */
  end(): void {
    for (const socket of this.sockets.flat()) socket.close();
    this.reader.passes({ minAcked: this.accepted, minReads: 1 });
  }

  /** 150 sends in that many lines, and the block among them. */
  private fly(lines: number, at: number): { blocking: Promise<void>; sending: Promise<unknown> } {
    let left = SENDS;
    let answered = 0;
    let call = (): void => undefined;
    const blocking = new Promise<void>((resolve) => (call = resolve)).then(() => this.change('block'));
    if (at === 0) call();
    const sending = Array.from({ length: lines }, async () => {
      while ((left -= 1) >= 0) {
        await this.send();
        answered += 1;
        if (answered === at) call();
      }
    });
    return { blocking, sending: Promise.all(sending) };
  }

  /** Every other one over a socket; those that are invoked while the block certainly stands are refused. */
  private async send(): Promise<Answer<number>> {
    const { sender, blocker } = this.pair;
    const index = (this.sends += 1);
    const door = Math.floor(index / 2) % this.doors.length;
    const socket = index % 2 === 0 ? this.sockets[door]?.[Math.floor(index / 4) % SOCKETS] : undefined;
    const mustBeRefused = this.isBlocked;
    const options = { cmid: `send ${index}`, ...(socket ? { socket } : {}) };
    const recorder = this.doors[door] ?? this.reader;
    const answer = await recorder.send(sender, blocker, `message ${index}`, options);
    if (answer.datas === undefined) {
      expect(answer).toMatchObject({ error_code: BLOCKED });
      this.refused += 1;
    } else {
      expect(mustBeRefused).toBe(false);
      this.accepted += 1;
    }
    return answer;
  }

  private async change(f: 'block' | 'unblock'): Promise<void> {
    const { sender, blocker } = this.pair;
    if (f === 'unblock') this.isBlocked = false;
    const operation = { f, by: String(blocker), target: String(sender) } as const;
    const call = f === 'block' ? block : unblock;
    expect(await this.history.run(operation, () => call(this.blocker, sender))).toEqual({ type: 'ok' });
    if (f === 'block') this.isBlocked = true;
  }

  private async lastSeq(): Promise<number> {
    const query = { conversation_id: `u:${this.pair.sender}`, limit: 1 };
    const answer = await this.blocker.get<{ last_seq: number; messages: Push[] }>('message/getHistory', query);
    const { last_seq, messages } = datasOf(answer);
    expect(messages.at(-1)?.seq ?? 0).toBe(last_seq);
    return last_seq;
  }

  /** Both see the same. */
  private async drain(): Promise<Push[]> {
    const { sender, blocker } = this.pair;
    const received = await this.reader.drain(blocker, `u:${sender}`);
    const sent = await (this.doors[0] ?? this.reader).drain(sender, `u:${blocker}`);
    expect(sent.map(({ msg_id }) => msg_id)).toEqual(received.map(({ msg_id }) => msg_id));
    return received;
  }
}
