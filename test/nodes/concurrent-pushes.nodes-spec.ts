import { afterAll, beforeAll, describe, it } from 'vitest';
import { type ChatNodes, startTwoNodes } from '../support/chat/chat-nodes.js';
import { PushRounds } from '../support/rounds/push-rounds.js';

const ROUNDS = 6;

describe('Pushes of one account, through two nodes at once, to lists that overlap', () => {
  let cluster: ChatNodes;

  beforeAll(async () => {
    cluster = await startTwoNodes();
  });
  afterAll(() => cluster.close());

  it('are all taken, and each receiver has each once, in one order, without a gap', { timeout: 60_000 }, async () => {
    const [a, b] = cluster.nodes;
    const rounds = new PushRounds([a.client, b.client]);
    await rounds.begin();
    for (let round = 0; round < ROUNDS; round += 1) await rounds.play(round);
    await rounds.end(cluster.database.url);
  });
});
