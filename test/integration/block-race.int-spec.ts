import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { UserSendRules } from '../../src/policy/user-send-rules.js';
import { block, unblock } from '../e2e/support/blacklist.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { AFTERWARDS, BlockRound, type Flight } from '../support/rounds/block-round.js';
import { Random } from '../support/rounds/random.js';
import { gate } from './support/writing.js';

const ROUNDS = 6;
const SEED = Number(process.env.TEST_SEED ?? Random.freshSeed());
const FLIGHTS: Flight[] = ['at once', 'in lines'];

/** Through two nodes: test/nodes/block-other-node.nodes-spec.ts. */
describe(`Block against 150 sends in flight (TEST_SEED=${SEED})`, () => {
  const random = new Random(SEED);
  let chat: ChatApp;
  let fresh = 0;

  beforeAll(async () => {
    chat = await startChat();
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const newPair = async (): Promise<[number, number]> => {
    const pair: [number, number] = [(fresh += 1), (fresh += 1)];
    await chat.client.importUsers(...pair);
    return random.chance(0.5) ? pair : [pair[1], pair[0]];
  };

  const begin = async (): Promise<BlockRound> => {
    const [sender, blocker] = await newPair();
    const round = new BlockRound({ sender, doors: [chat.client], blocker, blocksAt: chat.client });
    await round.begin();
    return round;
  };

  it.each(FLIGHTS)('%s: what the block finds stored is all there ever is', { timeout: 60_000 }, async (flight) => {
    let refused = 0;
    for (let i = 0; i < ROUNDS; i += 1) {
      const round = await begin();
      // Every other time the two have no conversation yet.
      await round.block(flight, i % 2 === 0 ? 0 : 1 + random.below(60));
      refused += round.refused;
      await round.unblock();
      round.end();
    }
    // The block did come in the middle.
    expect(refused).toBeGreaterThan(ROUNDS * AFTERWARDS);
  });

  it('blocked and let go, again and again, under the sends of 15', async () => {
    const round = await begin();
    await round.toggle(40);
    round.end();
    expect(round.accepted).toBeGreaterThan(0);
    expect(round.refused).toBeGreaterThan(0);
  });

  it('a send that was judged before the block is stored before the block is answered', async () => {
    const [sender, blocker] = await newPair();
    const log = new Recorder(chat.client);
    datasOf(await log.send(sender, blocker, 'first'));
    const rules = chat.app.get(UserSendRules);
    const consult = rules.consult.bind(rules);
    const judged = gate();
    const goOn = gate();
    vi.spyOn(rules, 'consult').mockImplementationOnce(async (tx, commands) => {
      const judge = await consult(tx, commands);
      judged.open();
      await goOn.opened;
      return judge;
    });
    const sending = log.send(sender, blocker, 'judged');
    await judged.opened;
    let isBlocked = false;
    const blocking = block(chat.client.as(blocker), sender).then((answer) => {
      isBlocked = true;
      return answer;
    });
    // Time enough for a block that does not wait for the send.
    await pause(300);
    expect(isBlocked).toBe(false);
    goOn.open();
    datasOf(await blocking);
    const stored = await log.drain(blocker, `u:${sender}`);
    expect(stored.map(({ body }) => body['text'])).toEqual(['first', 'judged']);
    datasOf(await sending);
    log.passes({ minAcked: 2 });
  });

  it('a send that comes while the block is being stored is refused, and one while it is ended is accepted', async () => {
    const [sender, blocker] = await newPair();
    const log = new Recorder(chat.client);
    datasOf(await log.send(sender, blocker, 'first'));
    for (const change of [block, unblock]) {
      const run = UnitOfWork.prototype.run;
      const written = gate();
      const goOn = gate();
      const unitOfWork = chat.app.get(UnitOfWork);
      vi.spyOn(unitOfWork, 'run').mockImplementationOnce((work) =>
        run.call(unitOfWork, async (tx) => {
          const result = await work(tx);
          written.open();
          await goOn.opened;
          return result;
        }),
      );
      const changing = change(chat.client.as(blocker), sender);
      await written.opened;
      const sending = log.send(sender, blocker, `during ${change.name}`);
      // It waits for the change, or, did it not, it is answered now.
      await Promise.race([sending, pause(200)]);
      goOn.open();
      expect((await sending).error_code).toBe(change === block ? 20003 : undefined);
      datasOf(await changing);
    }
    const stored = await log.drain(blocker, `u:${sender}`);
    expect(stored.map(({ body }) => body['text'])).toEqual(['first', 'during unblock']);
    log.passes({ minAcked: 2 });
  });
});
