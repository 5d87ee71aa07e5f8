import { expect } from 'vitest';
import type { Answer } from '../../support/chat/envelope.js';
import type { UserSocket } from '../../support/chat/user-socket.js';
import { History } from '../../support/checker/history.js';
import { type ChatServer, startChatServer } from './chat-server.js';
import { type Door, restDoor, textOf } from './doors.js';
import { Ledger } from './ledger.js';
import { allViews, type Destination, oneViewEach, populate, toGroup, toPeer, USERS } from './population.js';
import { timed, type Timed } from './probes.js';
import { RestCaller } from './rest-caller.js';
import { lostOrDoubled } from './timeline-claims.js';
import { Follower, type HistoryPage, readPage } from './timeline-reading.js';

/** How long a server may take to notice that its database is back (design, F4). */
export const RECOVERED_WITHIN_MS = 2_000;

/** At once, by REST. */
export const SENDS = 50;

/** A chat server with some history, and what the tests of a database that stands still ask of it. */
export class StorageScene {
  readonly ledger: Ledger;
  private readonly caller: RestCaller;
  private readonly rest: Door;
  private readonly follower: Follower;

  private constructor(
    readonly chat: ChatServer,
    readonly history: History,
    private readonly device: UserSocket,
  ) {
    this.ledger = new Ledger(history);
    this.caller = new RestCaller(chat.process.url);
    this.rest = restDoor(chat.client, this.caller);
    this.follower = new Follower(chat.client, history);
  }

  static async begin(databaseUrl: string): Promise<StorageScene> {
    const chat = await startChatServer(databaseUrl);
    const history = new History();
    await populate(chat.client, history);
    const scene = new StorageScene(chat, history, await chat.client.connect(1));
    await scene.sends(SENDS);
    expect(scene.ledger.open).toEqual([]);
    return scene;
  }

  /** So many sends at once, from all users to all conversations. */
  sends(count: number): Promise<Timed<Answer>[]> {
    const wave = Array.from({ length: count }, (_, index) => {
      const uid = USERS[index % USERS.length] ?? 1;
      const destination = index % 5 === 4 ? toGroup() : toPeer(uid);
      return this.send(uid, destination, `wave ${this.ledger.sends.length}`, this.rest);
    });
    return Promise.all(wave);
  }

  sendBySocket(): Promise<Timed<Answer>> {
    const door: Door = ({ destination, text, clientMsgId }) =>
      this.device.emit<number>(destination.event, destination.parameters(text, clientMsgId));
    return this.send(1, toPeer(1), `socket ${this.ledger.sends.length}`, door);
  }

  /** Everybody asks for every conversation at once; whatever is answered has to be of the one that was asked for. */
  async reads(): Promise<Timed<Answer<HistoryPage>>[]> {
    return Promise.all(
      allViews().map(async ({ uid, destination }) => {
        const { conversationId, conv } = destination;
        const query = { conversation_id: conversationId, after_seq: 0, limit: 200 };
        const read = await timed(this.chat.client.as(uid).get<HistoryPage>('message/getHistory', query));
        const { datas } = read.answer;
        if (!datas) return read;
        expect(datas.conversation_id).toBe(conversationId);
        expect(datas.messages.map(textOf).filter((text) => !text.startsWith(`${conv} `))).toEqual([]);
        return read;
      }),
    );
  }

  /** Sends again and again until one is acknowledged. @returns after how many milliseconds */
  async recoveredAfter(): Promise<number> {
    const startedAt = performance.now();
    for (;;) {
      const [sent] = await this.sends(1);
      const ms = performance.now() - startedAt;
      if (sent?.answer.datas !== undefined) return ms;
      if (ms > 10 * RECOVERED_WITHIN_MS) throw new Error(`Still no send works ${Math.round(ms)} ms after the fault`);
    }
  }

  /** Repeats what nobody knows the fate of; afterwards everything is stored exactly once. */
  async repeatOpen(): Promise<void> {
    const open = this.ledger.open;
    expect(open.length).toBeGreaterThan(SENDS);
    await Promise.all(open.map((send) => this.ledger.insist(send, () => this.rest(send))));
    expect(this.ledger.open).toEqual([]);
    await this.follower.catchUp();
    expect(lostOrDoubled(this.ledger.sends, this.follower)).toEqual([]);
  }

  /** Repeats what was acknowledged: the ledger notes an answer with another id. */
  async repeatAcked(): Promise<void> {
    await Promise.all(this.ledger.acked.map((send) => this.ledger.insist(send, () => this.rest(send))));
    for (const view of oneViewEach()) await readPage(this.chat.client, this.history, view, 0);
  }

  async end(): Promise<void> {
    this.caller.close();
    this.chat.client.close();
    await this.chat.process.kill('SIGKILL');
  }

  private async send(uid: number, destination: Destination, proc: string, door: Door): Promise<Timed<Answer>> {
    const send = this.ledger.begin(uid, destination, proc);
    let answer: Answer | undefined;
    const { ms } = await timed(
      this.ledger.attempt(send, async () => {
        const given = await door(send);
        answer = given;
        return given;
      }),
    );
    // Nothing at all is no answer that anybody may give.
    return { answer: answer ?? { status: -1 }, ms };
  }
}
