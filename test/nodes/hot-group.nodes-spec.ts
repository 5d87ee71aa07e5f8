import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChatNodes, startTwoNodes } from '../support/chat/chat-nodes.js';
import { pause } from '../../src/common/async/pause.js';
import { type ChatClient, textMessage } from '../support/chat/chat-client.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { ReferenceClient } from '../support/reference-client/reference-client.js';

/** 10 at full size. */
const SECONDS = Number(process.env.TEST_HOT_SECONDS ?? 3);
const PER_SECOND = 200;
const CLIENTS_PER_NODE = 20;
/** Further devices of the first users, through whose sockets every other message is sent. */
const SENDERS_PER_NODE = 10;
const RECEIPTS_EVERY_MS = 1000;
const GROUP = 'g:1:1';

let chat: ChatNodes;
let clients: ReferenceClient[] = [];
let senders: UserSocket[] = [];
/** Sends over sockets that were made again. */
let repeats = 0;

beforeAll(async () => {
  chat = await startTwoNodes();
  const [{ client }] = chat.nodes;
  const uids = Array.from({ length: CLIENTS_PER_NODE * 2 }, (_, index) => index + 1);
  await client.importUsers(...uids);
  await client.saveGroup(1, 1, uids);
  clients = await Promise.all(
    uids.map(async (uid) => {
      const token = await client.token(uid);
      const reference = new ReferenceClient({ url: nodeOf(uid).url, uid, token, receiptsEveryMs: RECEIPTS_EVERY_MS });
      await reference.start();
      return reference;
    }),
  );
  senders = await Promise.all(uids.slice(0, SENDERS_PER_NODE * 2).map((uid) => nodeOf(uid).connect(uid)));
});
const nodeOf = (uid: number): ChatClient => chat.nodes[uid % 2 === 0 ? 0 : 1].client;

/** Every other message by a call, every other through a socket. */
async function send(index: number): Promise<number> {
  const text = `message ${index}`;
  const turn = index >> 1;
  if (index % 2 === 0) return required(clients[turn % clients.length]).send(GROUP, text);
  const { socket } = required(senders[turn % senders.length]);
  const parameters = { group_type: 1, to_uid: 1, message: textMessage(text), client_msg_id: `socket-${index}` };
  for (;;) {
    // A machine that is busy otherwise may answer late, or 10007: as every client does, the same send again.
    const ack = socket.timeout(5000).emitWithAck('message:sendGroup', parameters) as Promise<{ datas?: number }>;
    const { datas } = await ack.catch(() => ({ datas: undefined }));
    if (datas !== undefined) return datas;
    repeats += 1;
    await pause(500);
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('It has not begun');
  return value;
}

afterAll(async () => {
  for (const client of clients) client.stop();
  await chat.close();
});

it(
  `a group of ${CLIENTS_PER_NODE} on each of two nodes takes ${PER_SECOND} messages a second for ${SECONDS} s with next to no sync`,
  { timeout: 60_000 + SECONDS * 5_000 },
  async () => {
    const sent = SECONDS * PER_SECOND;
    const counted = (name: keyof ReferenceClient['counts']): number =>
      clients.reduce((sum, client) => sum + client.counts[name], 0);
    const before = { syncs: counted('syncs'), pushes: counted('pushes') };
    const since = performance.now();
    const answers: Promise<number>[] = [];
    // On time, whatever became of those before: the group is hot, its members do not wait for each other.
    while (answers.length < sent) {
      const due = Math.min(sent, Math.floor(((performance.now() - since) / 1000) * PER_SECOND) + 1);
      while (answers.length < due) {
        answers.push(send(answers.length));
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const offeredMs = performance.now() - since;
    const ids = await Promise.all(answers);
    const answeredMs = performance.now() - since;
    const seqsOf = (client: ReferenceClient): number[] =>
      client.conversations.get(GROUP)?.messages.map(({ seq }) => seq) ?? [];
    const all = Array.from({ length: sent }, (_, index) => index + 1);
    await expect.poll(() => clients.every((client) => seqsOf(client).length >= sent), { timeout: 20_000 }).toBe(true);
    const syncs = counted('syncs') - before.syncs;
    const deliveries = counted('pushes') - before.pushes;
    console.log('hot group', {
      sent,
      offeredMs: Math.round(offeredMs),
      answeredMs: Math.round(answeredMs),
      deliveries,
      deliveriesPerSecond: Math.round((deliveries / answeredMs) * 1000),
      syncs,
      gaps: counted('gaps'),
      duplicates: counted('duplicates'),
      repeats: counted('repeats') + repeats,
    });
    expect(new Set(ids).size).toBe(sent);
    const order = clients[0]?.conversations.get(GROUP)?.messages.map(({ msg_id }) => msg_id);
    for (const client of clients) {
      expect(seqsOf(client)).toEqual(all);
      expect(client.conversations.get(GROUP)?.messages.map(({ msg_id }) => msg_id)).toEqual(order);
    }
    expect(syncs).toBeLessThan(deliveries / 100);
    // Every sender is told of every receiver of every message.
    for (const [index, socket] of senders.entries()) {
      const uid = String(index + 1);
      const own = required(clients[index])
        .conversations.get(GROUP)
        ?.messages.filter(({ from }) => from.uid === uid);
      const told = (): number =>
        socket.of<{ uid: string }>('message:status').filter((status) => status.uid !== uid).length;
      await expect.poll(told, { timeout: 20_000 }).toBe(required(own).length * (clients.length - 1));
    }
  },
);
