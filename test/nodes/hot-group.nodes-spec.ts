import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChatNodes, startTwoNodes } from '../support/chat/chat-nodes.js';
import { ReferenceClient } from '../support/reference-client/reference-client.js';

/** 10 at full size. */
const SECONDS = Number(process.env.TEST_HOT_SECONDS ?? 3);
const PER_SECOND = 200;
const CLIENTS_PER_NODE = 20;
const GROUP = 'g:1:1';

let chat: ChatNodes;
let clients: ReferenceClient[] = [];

beforeAll(async () => {
  chat = await startTwoNodes();
  const [{ client }] = chat.nodes;
  const uids = Array.from({ length: CLIENTS_PER_NODE * 2 }, (_, index) => index + 1);
  await client.importUsers(...uids);
  await client.saveGroup(1, 1, uids);
  clients = await Promise.all(
    uids.map(async (uid) => {
      const url = chat.nodes[uid % 2 === 0 ? 0 : 1].client.url;
      const reference = new ReferenceClient({ url, uid, token: await client.token(uid) });
      await reference.start();
      return reference;
    }),
  );
});
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
        const sender = clients[answers.length % clients.length];
        if (sender) answers.push(sender.send(GROUP, `message ${answers.length}`));
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
      repeats: counted('repeats'),
    });
    expect(new Set(ids).size).toBe(sent);
    const order = clients[0]?.conversations.get(GROUP)?.messages.map(({ msg_id }) => msg_id);
    for (const client of clients) {
      expect(seqsOf(client)).toEqual(all);
      expect(client.conversations.get(GROUP)?.messages.map(({ msg_id }) => msg_id)).toEqual(order);
    }
    expect(syncs).toBeLessThan(deliveries / 100);
  },
);
