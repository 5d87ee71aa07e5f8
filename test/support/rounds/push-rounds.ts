import { expect } from 'vitest';
import { PushFile } from '../../faults/support/stored-pushes.js';
import type { ChatClient } from '../chat/chat-client.js';
import { datasOf } from '../chat/envelope.js';
import type { Push, UserSocket } from '../chat/user-socket.js';

const SERVICE = 7;
/** A list goes into the database in pieces of 500, so that two of them can cross. */
const USERS = 900;
const LISTED = 600;
/** Who has a socket, through either door in turn, and syncs in the end. */
const WATCHED = [1, 2, 150, 299, 300, 450, 600, 601, 899, 900];
const LIMIT = 1000;

interface Sent {
  readonly text: string;
  readonly receivers: ReadonlySet<number>;
}

/** A message as its receiver has it. */
interface Told {
  readonly msg_id: number;
  readonly seq: number;
  readonly text: unknown;
}

/**
 * One official account's pushes to listed users, six at once, through both of two doors; to lists that overlap, and
 * begin elsewhere in each round. In each round one push comes through both doors with one client id.
 */
export class PushRounds {
  /** By msg_id. */
  private readonly sent = new Map<number, Sent>();
  private sockets: UserSocket[] = [];

  constructor(private readonly doors: readonly [ChatClient, ChatClient]) {}

  async begin(): Promise<void> {
    const [first] = this.doors;
    await first.importUsers(...upTo(USERS));
    datasOf(await first.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    this.sockets = await Promise.all(WATCHED.map((uid, index) => this.door(index).connect(uid)));
  }

  async play(round: number): Promise<void> {
    const low = listFrom(37 * round);
    // From the other end: whoever locks them as they are listed meets the other one.
    const high = listFrom(37 * round + USERS - LISTED).reverse();
    const ids = await Promise.all([
      this.push(0, low, `round ${round}, low by one`),
      this.push(1, high, `round ${round}, high by the other`),
      this.push(0, low, `round ${round}, by both`, `both ${round}`),
      this.push(1, low, `round ${round}, by both`, `both ${round}`),
      this.push(0, high, `round ${round}, high by one`),
      this.push(1, low, `round ${round}, low by the other`),
    ]);
    expect(ids[2]).toBe(ids[3]);
    expect(new Set(ids).size).toBe(ids.length - 1);
  }

  /** Everybody has what listed them, once, gap-free, and in the account's own order; sockets were told so, too. */
  async end(databaseUrl: string): Promise<void> {
    const order = await this.order();
    expect([...order].sort(ascending)).toEqual([...this.sent.keys()].sort(ascending));
    const due = (uid: number): Told[] =>
      order
        .filter((id) => this.sent.get(id)?.receivers.has(uid))
        .map((msg_id, index) => ({ msg_id, seq: index + 1, text: this.sent.get(msg_id)?.text }));
    expect(await storedIn(databaseUrl)).toEqual(new Map(upTo(USERS).map((uid) => [`s:${SERVICE}:${uid}`, due(uid)])));
    for (const [index, uid] of WATCHED.entries()) {
      const socket = this.sockets[index];
      await socket?.until(`all pushes of user ${uid}`, ({ messages }) => messages.length >= due(uid).length);
      expect(socket?.messages.map(toldOf), `the socket of user ${uid}`).toEqual(due(uid));
      expect(await this.sync(uid, index + 1), `user ${uid}`).toEqual(due(uid));
    }
  }

  private door(index: number): ChatClient {
    return this.doors[index % 2] ?? this.doors[0];
  }

  private async push(
    door: number,
    receivers: readonly number[],
    text: string,
    client_msg_id?: string,
  ): Promise<number> {
    const message = { service_id: SERVICE, msg_type: 1, message: { text }, user_id: receivers, client_msg_id };
    const id = datasOf(await this.door(door).cms<number>('sendMessage', message));
    this.sent.set(id, { text, receivers: new Set(receivers) });
    return id;
  }

  /** What the account sent, by its own numbers, the oldest first. */
  private async order(): Promise<number[]> {
    const [door] = this.doors;
    const query = { service_id: SERVICE, search_type: 2, page_size: 500 };
    const headers = { 'x-api-key': door.apiKey };
    const { total, msgs } = datasOf(
      await door.get<{ total: number; msgs: { msg_id: number }[] }>('cms/getServiceMsg', query, headers),
    );
    expect(total).toBe(msgs.length);
    return msgs.map(({ msg_id }) => msg_id).reverse();
  }

  private async sync(uid: number, door: number): Promise<Told[]> {
    const calls = this.door(door).as(uid);
    return datasOf(await calls.post<{ messages: Push[] }>('message/sync', { known: {}, limit: LIMIT })).messages.map(
      toldOf,
    );
  }
}

/** By the key of the dialogue, what is committed there. */
async function storedIn(databaseUrl: string): Promise<Map<string, Told[]>> {
  const file = await PushFile.open(databaseUrl);
  try {
    const stored = new Map<string, Told[]>();
    for (const { key, seq, msg_id, body } of await file.places(SERVICE)) {
      const { text } = JSON.parse(body ?? '{}') as { text?: unknown };
      stored.set(key, [...(stored.get(key) ?? []), { msg_id, seq, text }]);
    }
    return stored;
  } finally {
    await file.close();
  }
}

function toldOf({ msg_id, seq, body }: Push): Told {
  return { msg_id, seq, text: body['text'] };
}

/** So many users in a row; after the last one comes the first. */
function listFrom(first: number): number[] {
  return upTo(LISTED).map((index) => ((first + index - 1) % USERS) + 1);
}

/** 1 … count. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function ascending(a: number, b: number): number {
  return a - b;
}
