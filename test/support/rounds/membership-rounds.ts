import { expect } from 'vitest';
import { pause } from '../../../src/common/async/pause.js';
import { ReadStore } from '../../../src/database/read-store.js';
import { RangeSet } from '../../../src/timeline/range-set.js';
import type { ChatApp } from '../chat/chat-app.js';
import type { UserClient } from '../chat/chat-client.js';
import { type Answer, datasOf } from '../chat/envelope.js';
import type { Push, UserSocket } from '../chat/user-socket.js';
import { assertPasses, type Verdict } from '../checker/checker.js';
import type { ReadMessage } from '../checker/events.js';
import { History } from '../checker/history.js';
import type { Random } from './random.js';

const GROUP_TYPE = 1;
/** Groups in which rounds go on side by side. */
const LANES = 5;
const LIMIT = 200;
const PUSH_WITHIN_MS = 5_000;
/** Of a call that was answered with "try again": its transaction has a deadline of 2.5 s. */
const EFFECT_WITHIN_MS = 5_000;

export interface RoundsReport {
  readonly rounds: number;
  readonly verdict: Verdict;
  /** Messages to the ones who come and go, sent while they were members and their sockets stayed. */
  readonly duePushes: number;
  /** Those of them, and of all messages to the ones who stay, that did not come as a push, and nobody was told to sync. */
  readonly missedPushes: number;
  /** How often a socket was told to sync; what it lacked then was not missed silently. */
  readonly hints: number;
}

interface SyncAnswer {
  readonly messages: readonly Push[];
  readonly has_more: boolean;
}

/**
 * Membership in rounds: in each a user is added to a group, or removed, while others send, and while the user's own
 * sockets come and go. Everything is logged for the checker; whoever runs it makes the trouble.
 */
export class MembershipRounds {
  readonly history = new History();
  private readonly lanes: Lane[];

  /** @param nodes through which all calls are made and on which all sockets are, at random */
  constructor(nodes: readonly [ChatApp, ...ChatApp[]], random: Random) {
    this.lanes = Array.from({ length: LANES }, (_, index) => new Lane(index + 1, nodes, this.history, random.fork()));
  }

  async begin(): Promise<void> {
    for (const lane of this.lanes) await lane.begin();
  }

  /** @param count rounds in all groups together */
  async play(count: number): Promise<void> {
    const each = Math.ceil(count / LANES);
    await Promise.all(
      this.lanes.map(async (lane) => {
        for (let round = 0; round < each; round += 1) await lane.round();
      }),
    );
  }

  /**
   * When nothing is under way any more: reads everything, and compares.
   * @param hintWithinMs how much longer than for the pushes it waits for the hint to sync in their place
   * @throws Error what is wrong
   */
  async end({ minAcked, hintWithinMs = 0 }: { minAcked: number; hintWithinMs?: number }): Promise<RoundsReport> {
    await Promise.all(this.lanes.map((lane) => lane.collectPushes(hintWithinMs)));
    for (const lane of this.lanes) await lane.end();
    const verdict = assertPasses(this.history, { minAcked, minReads: LANES * 3, effectWithinMs: EFFECT_WITHIN_MS });
    const sum = (count: (lane: Lane) => number): number => this.lanes.reduce((total, lane) => total + count(lane), 0);
    return {
      rounds: sum((lane) => lane.rounds),
      verdict,
      duePushes: sum((lane) => lane.due.size),
      missedPushes: sum((lane) => lane.missed.length),
      hints: sum((lane) => lane.hints),
    };
  }
}

/** One group: two who stay, and one who comes and goes. */
class Lane {
  rounds = 0;
  /** Ids of messages that the one who comes and goes had to be pushed, on every device, where they were a member. */
  readonly due = new Set<number>();
  missed: string[] = [];
  hints = 0;
  private readonly conv: string;
  private readonly steady: readonly [number, number];
  private readonly guest: number;
  private readonly pushed = new Map<string, Set<number>>();
  private devices: (UserSocket | undefined)[] = [];
  private isMember = false;
  private sends = 0;
  /** Ids of all messages that were accepted. */
  private readonly sent: number[] = [];
  private readonly steadySockets: UserSocket[] = [];

  constructor(
    private readonly groupId: number,
    private readonly nodes: readonly [ChatApp, ...ChatApp[]],
    private readonly history: History,
    private readonly random: Random,
  ) {
    this.conv = `g:${GROUP_TYPE}:${groupId}`;
    this.steady = [groupId * 10 + 1, groupId * 10 + 2];
    this.guest = groupId * 10 + 3;
  }

  async begin(): Promise<void> {
    const [first] = this.nodes;
    await first.client.importUsers(...this.steady, this.guest);
    await first.client.saveGroup(GROUP_TYPE, this.groupId, this.steady);
    for (const uid of this.steady) this.history.member(this.conv, String(uid));
    // In every second group the guest is alone on the other node, which then hears of it through the guest only.
    for (const [index, uid] of this.steady.entries()) {
      this.steadySockets.push(await this.connect(uid, this.groupId % 2 === 0 ? 0 : index));
    }
    await Promise.all(this.nodes.map((_, index) => this.connectGuest(index)));
  }

  async round(): Promise<void> {
    this.rounds += 1;
    const isMember = !this.isMember;
    const devices = [...this.devices];
    const before = this.sent.length;
    await this.send(this.random.pick(this.steady));
    await Promise.all([
      this.sometime(() => this.change(isMember)),
      ...Array.from({ length: 1 + this.random.below(4) }, () =>
        this.sometime(() => this.send(this.random.pick(this.steady))),
      ),
      ...(this.random.chance(0.3) ? [this.sometime(() => this.send(this.guest))] : []),
      ...(this.random.chance(0.2) ? [this.sometime(() => this.reconnect())] : []),
      ...(this.random.chance(0.2) ? [this.sometime(() => this.look())] : []),
    ]);
    this.isMember = isMember;
    const settled = this.sent.length;
    for (let count = 0; count < 2; count += 1) await this.send(this.random.pick(this.steady));
    // To sockets that were connected by then: also what was sent while they joined or left.
    const stayed = devices.every((socket, index) => this.devices[index] === socket);
    for (const id of this.sent.slice(stayed ? before : settled)) this.due.add(id);
    if (this.random.chance(0.2)) await this.look();
  }

  async end(): Promise<void> {
    for (const uid of [...this.steady, this.guest]) await this.readToTheEnd(uid);
    await this.compareWithIntervals();
  }

  /** What has not come after five seconds will not come. */
  async collectPushes(hintWithinMs: number): Promise<void> {
    const theirs = new Set(await this.idsOfGuest());
    for (const id of this.due) if (!theirs.has(id)) this.due.delete(id);
    const missing = (): string[] => [
      ...[...this.due].filter((id) => !this.wasPushed(id)).map((id) => `${id} to ${this.guest}`),
      ...this.steadySockets.flatMap((socket, index) => {
        if (socket.of('sync:hint').length > 0) return [];
        const pushed = new Set(socket.messages.map(({ msg_id }) => msg_id));
        return this.sent.filter((id) => !pushed.has(id)).map((id) => `${id} to ${this.steady[index]}`);
      }),
    ];
    const end = performance.now() + PUSH_WITHIN_MS + hintWithinMs;
    while (missing().length > 0 && performance.now() < end) await pause(50);
    this.missed = missing();
    this.hints += this.steadySockets.flatMap((socket) => socket.of('sync:hint')).length;
  }

  private async idsOfGuest(): Promise<number[]> {
    const rows = await this.nodes[0].app.get(ReadStore).query<{ id: number }>(
      `SELECT m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id
       JOIN (SELECT conversation_id, since_seq, NULL AS until_seq FROM group_members WHERE user_id = ?
             UNION ALL SELECT conversation_id, since_seq, until_seq FROM past_memberships WHERE user_id = ?) r
         ON r.conversation_id = c.id AND m.seq > r.since_seq AND (r.until_seq IS NULL OR m.seq <= r.until_seq)
       WHERE c.conversation_key = ?`,
      [this.guest, this.guest, this.conv],
    );
    return rows.map(({ id }) => id);
  }

  /** What is under way to a socket that is closed, or was told so, comes by sync. */
  private expectSync(): void {
    for (const id of this.due) if (!this.wasPushed(id)) this.due.delete(id);
  }

  /** Whether a message came to a socket of the guest on each node. */
  private wasPushed(id: number): boolean {
    return [...this.pushed.values()].filter((ids) => ids.has(id)).length >= this.nodes.length;
  }

  private async change(isMember: boolean): Promise<void> {
    const { client } = this.random.pick(this.nodes);
    const call = isMember ? 'addGroupMembers' : 'removeGroupMembers';
    const parameters = { group_type: GROUP_TYPE, group_id: this.groupId, user_id: this.guest };
    const operation = { f: isMember ? 'join' : 'leave', conv: this.conv, uid: String(this.guest) } as const;
    // An overloaded database says "try again": whether it did what it was told, the repeat makes sure.
    for (let outcome = ''; outcome !== 'ok';) {
      outcome = (await this.history.run(operation, () => client.cms(call, parameters))).type;
      expect(outcome).not.toBe('fail');
    }
  }

  private async send(uid: number): Promise<void> {
    const text = `${this.conv} ${(this.sends += 1)}`;
    const cmid = `lane ${text}`;
    let answer: Answer<number> | undefined;
    const call = { f: 'send', proc: uid, uid: String(uid), conv: this.conv, cmid, text } as const;
    await this.history.run(call, async () => {
      answer = await this.as(uid).sendToGroup(GROUP_TYPE, this.groupId, text, cmid);
      return answer;
    });
    if (answer?.datas !== undefined) this.sent.push(answer.datas);
  }

  /** A device of the guest goes, and comes again, perhaps while the group changes. */
  private async reconnect(): Promise<void> {
    this.expectSync();
    const index = this.random.below(this.nodes.length);
    this.devices[index]?.close();
    await pause(this.random.below(20));
    await this.connectGuest(index);
  }

  private async connectGuest(index: number): Promise<void> {
    const socket = await this.connect(this.guest, index);
    this.devices[index] = socket;
    this.pushed.set(socket.socket.id ?? '', new Set(socket.messages.map(({ msg_id }) => msg_id)));
    socket.socket.on('message', ({ msg_id }: Push) => this.pushed.get(socket.socket.id ?? '')?.add(msg_id));
    socket.socket.on('sync:hint', () => {
      this.hints += 1;
      this.expectSync();
    });
  }

  private async connect(uid: number, index: number): Promise<UserSocket> {
    const node = this.nodes[index % this.nodes.length] ?? this.nodes[0];
    const socket = await node.client.connect(uid);
    const log = (push: Push): void => {
      this.history.push({
        reader: String(uid),
        conn: socket.socket.id ?? '',
        conv: push.conversation_id,
        ...readMessage(push),
      });
    };
    socket.messages.forEach(log);
    socket.socket.on('message', log);
    return socket;
  }

  /** The guest syncs, or reads history, from somewhere: it must not see more than what is its own, nor less. */
  private async look(): Promise<void> {
    const after = this.random.below(this.sends);
    if (this.random.chance(0.5)) await this.sync(this.guest, after, false);
    else await this.readHistory(this.guest, after);
  }

  private async readToTheEnd(uid: number): Promise<void> {
    const synced = await this.sync(uid, 0, true);
    expect(await this.readHistory(uid, 0)).toEqual(synced);
  }

  /** @returns seqs */
  private async sync(uid: number, after: number, final: boolean): Promise<number[]> {
    const seqs: number[] = [];
    for (let known = after, more = true; more;) {
      const answer = datasOf(
        await this.as(uid).post<SyncAnswer>('message/sync', { known: { [this.conv]: known }, limit: LIMIT }),
      );
      expect(new Set(answer.messages.map(({ conversation_id }) => conversation_id)).size).toBeLessThan(2);
      this.log(uid, known, answer.messages, final);
      seqs.push(...answer.messages.map(({ seq }) => seq));
      known = seqs.at(-1) ?? known;
      more = answer.has_more;
    }
    return seqs;
  }

  private async readHistory(uid: number, after: number): Promise<number[]> {
    const seqs: number[] = [];
    for (let cursor = after, more = true; more;) {
      const parameters = { conversation_id: this.conv, after_seq: cursor, limit: LIMIT };
      const answer = await this.as(uid).get<SyncAnswer>('message/getHistory', parameters);
      // Never a member so far.
      if (answer.error_code === 20004) return [];
      const { messages, has_more } = datasOf(answer);
      this.log(uid, cursor, messages, false);
      seqs.push(...messages.map(({ seq }) => seq));
      cursor = seqs.at(-1) ?? cursor;
      more = has_more;
    }
    return seqs;
  }

  private log(uid: number, after: number, messages: readonly Push[], final: boolean): void {
    this.history.read({ reader: String(uid), conv: this.conv, after, msgs: messages.map(readMessage), final });
  }

  /** What the database says about the guest's memberships is exactly what was read, and holds all that was pushed. */
  private async compareWithIntervals(): Promise<void> {
    const reads = this.nodes[0].app.get(ReadStore);
    const where = `conversation_id = (SELECT id FROM conversations WHERE conversation_key = ?) AND user_id = ?`;
    const rows = await reads.query<{ since_seq: number; until_seq: number | null }>(
      `SELECT since_seq, NULL AS until_seq FROM group_members WHERE ${where}
       UNION ALL SELECT since_seq, until_seq FROM past_memberships WHERE ${where}`,
      [this.conv, this.guest, this.conv, this.guest],
    );
    const [last] = await reads.query<{ last_seq: number }>(
      'SELECT last_seq FROM conversations WHERE conversation_key = ?',
      [this.conv],
    );
    const mine = RangeSet.of(
      rows.map((row) => ({ from: row.since_seq + 1, to: row.until_seq ?? last?.last_seq ?? 0 })),
    );
    const synced = await this.sync(this.guest, 0, false);
    expect(String(RangeSet.of(synced.map((seq) => ({ from: seq, to: seq }))))).toBe(String(mine));
    for (const socket of this.devices) {
      for (const { seq, conversation_id } of socket?.messages ?? []) {
        expect([conversation_id, seq, mine.has(seq)]).toEqual([this.conv, seq, true]);
      }
    }
  }

  private async sometime(task: () => Promise<unknown>): Promise<void> {
    await pause(this.random.below(12));
    await task();
  }

  private as(uid: number): UserClient {
    return this.random.pick(this.nodes).client.as(uid);
  }
}

function readMessage({ seq, msg_id, from, client_msg_id, body }: Push): ReadMessage {
  return { seq, msg_id, sender: from.uid, cmid: client_msg_id, text: String(body.text) };
}
