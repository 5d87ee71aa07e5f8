import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { partiesOf } from '../support/checker/conversation-key.js';
import type { ReadMessage } from '../support/checker/events.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertPasses } from '../support/checker/checker.js';
import { History } from '../support/checker/history.js';
import { startCluster, type TestCluster, unexpectedIn, waitForLinks } from '../support/cluster.js';
import { LoggedUser, storedBy } from '../support/cluster-user.js';

/** TEST_NODE_KILLS=20 for the full size, which takes too long for every run. */
const KILLS = Number(process.env.TEST_NODE_KILLS ?? 4);
const GROUP = 'g:1:7';
const UIDS = [1, 2, 3, 4];
const PAUSE_MS = 20;
/** A node's silence is noticed after four to five seconds, and the hints of it are spread over ten. */
const HEALED = { timeout: 20_000, interval: 100 };

interface StoredMessage extends ReadMessage {
  readonly conv: string;
}

/** 1 with 2, 3 with 4. */
function peerOf(uid: number): number {
  return uid % 2 === 1 ? uid + 1 : uid - 1;
}

function lossesOf(users: readonly LoggedUser[]): number {
  return users.reduce((sum, { losses }) => sum + losses, 0);
}

/** All messages, from the database itself. */
async function storedByServer(url: string): Promise<StoredMessage[]> {
  const connection = await createConnection({ uri: url });
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT conversation_key AS conv, m.seq, m.id AS msg_id, m.sender_id AS sender, m.client_msg_id AS cmid, m.body
       FROM messages m JOIN conversations c ON c.id = m.conversation_id ORDER BY m.conversation_id, m.seq`,
  );
  await connection.end();
  return rows.map(({ conv, seq, msg_id, sender, cmid, body }) => ({
    conv: String(conv),
    seq: Number(seq),
    msg_id: Number(msg_id),
    sender: String(sender),
    cmid: String(cmid),
    text: (JSON.parse(String(body)) as { text: string }).text,
  }));
}

/** What a user's client must have, by conversation; client ids are for their sender only. */
function visibleTo(uid: number, stored: readonly StoredMessage[]): Map<string, ReadMessage[]> {
  const visible = new Map<string, ReadMessage[]>();
  for (const { conv, cmid, ...message } of stored) {
    if (conv !== GROUP && !partiesOf(conv)?.includes(String(uid))) continue;
    const own = { ...message, cmid: message.sender === String(uid) ? cmid : undefined };
    visible.set(conv, [...(visible.get(conv) ?? []), own]);
  }
  return visible;
}

describe(`Two nodes, killed in turn ${KILLS} times`, () => {
  let cluster: TestCluster;
  const history = new History();

  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.client.importUsers(...UIDS);
    await cluster.client.saveGroup(1, 7, UIDS);
  });
  afterAll(() => cluster.stop());

  const user = async (uid: number): Promise<LoggedUser> =>
    new LoggedUser(uid, history, cluster.url, await cluster.client.token(uid));

  it(
    'lose, double and disorder nothing, and leave every client with what the server has',
    { timeout: 60_000 + KILLS * 15_000 },
    async () => {
      for (const uid of UIDS) history.member(GROUP, String(uid));
      const users: LoggedUser[] = [];
      // One after the other: nginx sends each to the node that has fewer.
      for (const uid of UIDS) {
        const next = await user(uid);
        await next.start();
        users.push(next);
      }
      const chats = users.map((it) => it.chat([`u:${peerOf(it.uid)}`, GROUP], PAUSE_MS));

      for (let kill = 0; kill < KILLS; kill += 1) {
        const node = cluster.nodes[kill % 2 === 0 ? 0 : 1];
        await sleep(300 + Math.random() * 700);
        const before = lossesOf(users);
        history.fault(`kill -9 ${node.name}`);
        await node.kill();
        // It was in use, and so was the other.
        await expect.poll(() => lossesOf(users) - before, { timeout: 5000 }).toBeGreaterThan(0);
        await expect.poll(() => users.every(({ isConnected }) => isConnected), { timeout: 10_000 }).toBe(true);
        expect(lossesOf(users) - before).toBeLessThan(users.length);
        expect(unexpectedIn(node)).toEqual([]);
        await node.start();
        await waitForLinks([node]);
        // All are on the other one now, which is the next to be killed: half of them go over.
        for (const it of users.filter(({ uid }) => uid % 2 === kill % 2)) it.loseConnection();
        await expect.poll(() => users.every(({ isConnected }) => isConnected), { timeout: 10_000 }).toBe(true);
      }

      for (const it of users) it.endChat();
      await Promise.all(chats);
      const stored = await storedByServer(cluster.mariadb.url);
      // Nobody is told to sync: what was missed comes by itself, with the sync of a gap or a hint.
      const whole = users.map((it) => expect.poll(() => storedBy(it), HEALED).toEqual(visibleTo(it.uid, stored)));
      await Promise.all(whole);
      for (const { client } of users) client.stop();
      for (const uid of UIDS) {
        const fresh = await user(uid);
        await fresh.start();
        fresh.client.stop();
        expect(storedBy(fresh)).toEqual(visibleTo(uid, stored));
        for (const [conv, msgs] of storedBy(fresh)) {
          history.read({ reader: String(uid), conv, after: 0, msgs, final: true });
        }
      }
      const { counts, staleness } = assertPasses(history, { minAcked: KILLS * 20, minFaults: KILLS, minReads: 8 });
      const repeats = users.reduce((sum, { client }) => sum + client.counts.repeats, 0);
      console.log(`${KILLS} kills: ${JSON.stringify({ ...counts, repeats, staleness })}`);
    },
  );
});
