import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import {
  byConversation,
  conversationIdOf,
  type ModelMessage,
  type ModelSummary,
  pairOf,
  ReceiptModel,
} from '../support/rounds/receipt-model.js';

/** Random scenes; at full size some thousand. */
const RUNS = Number(process.env.TEST_RECEIPT_RUNS ?? 12);
const USERS = 4;
const GROUP_TYPE = 1;

type Step =
  | { do: 'send'; from: number; to: number }
  | { do: 'acknowledge'; uid: number; status: 3 | 4; picks: number[] }
  | { do: 'sweep'; uid: number; status: 3 | 4; from: number; count: number; every: number }
  | { do: 'readUpTo'; uid: number; with: number; upTo: number }
  | { do: 'recall'; pick: number }
  | { do: 'join' | 'leave'; uid: number }
  | { do: 'compare' };

/** Stands for the group where a user is named. */
const GROUP = USERS;

const user = fc.nat(USERS - 1);
const status = fc.constantFrom<3 | 4>(3, 4);
const at = fc.nat(80);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ do: fc.constant('send' as const), from: user, to: fc.constant(GROUP) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), from: user, to: user }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('acknowledge' as const),
        uid: user,
        status,
        picks: fc.array(at, { minLength: 1, maxLength: 8 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('sweep' as const),
        uid: user,
        status,
        from: at,
        count: fc.integer({ min: 1, max: 30 }),
        every: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('readUpTo' as const),
        uid: user,
        with: fc.nat(GROUP),
        upTo: fc.integer({ min: 1, max: 60 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('recall' as const), pick: at }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), uid: user }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('compare' as const) }) },
  ),
  { minLength: 20, maxLength: 80, size: 'max' },
);

describe('Receipts, compared with a model of one mark per message and receiver', () => {
  let chat: ChatApp;
  let scenes = 0;

  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.close());

  it(`agree in ${RUNS} random scenes`, { timeout: 60_000 + RUNS * 5_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (scene) => {
        scenes += 1;
        const players = new Scene(chat, scenes * 10, scenes);
        await players.begin();
        for (const step of scene) await players.take(step);
        await players.compare();
      }),
      { numRuns: RUNS },
    );
  });
});

/** One scene, with users and a group of its own, on the server and in the model. */
class Scene {
  private readonly model: ReceiptModel;
  private readonly uids: readonly number[];

  constructor(
    private readonly chat: ChatApp,
    firstUid: number,
    private readonly groupId: number,
  ) {
    this.uids = Array.from({ length: USERS }, (_, index) => firstUid + index);
    this.model = new ReceiptModel(`g:${GROUP_TYPE}:${groupId}`);
  }

  async begin(): Promise<void> {
    const members = this.uids.slice(0, 3);
    await this.chat.client.importUsers(...this.uids);
    await this.chat.client.saveGroup(GROUP_TYPE, this.groupId, members);
    for (const uid of members) this.model.join(uid);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'send':
        return this.send(this.uid(step.from), step.to === GROUP ? 'group' : this.uid(step.to));
      case 'acknowledge':
        return this.acknowledge(
          this.uid(step.uid),
          step.status,
          step.picks.map((pick) => this.idAt(pick)),
        );
      case 'sweep': {
        const picks = Array.from({ length: step.count }, (_, index) => this.idAt(step.from + index * step.every));
        return this.acknowledge(this.uid(step.uid), step.status, picks);
      }
      case 'readUpTo':
        return this.readUpTo(this.uid(step.uid), step.with, step.upTo);
      case 'recall':
        return this.recall(this.model.messages[step.pick % Math.max(1, this.model.messages.length)]);
      case 'join':
        datasOf(await this.chat.client.cms('addGroupMembers', this.membership(step.uid)));
        return this.model.join(this.uid(step.uid));
      case 'leave':
        datasOf(await this.chat.client.cms('removeGroupMembers', this.membership(step.uid)));
        return this.model.leave(this.uid(step.uid));
      case 'compare':
        return this.compare();
    }
  }

  /** Everything that anybody can ask about receipts. */
  async compare(): Promise<void> {
    await Promise.all(this.model.messages.map((message) => this.compareMessage(message)));
    for (const uid of this.uids) {
      const { total, conversations } = datasOf(
        await this.chat.client
          .as(uid)
          .get<{ total: number; conversations: ModelSummary[] }>('message/getConversationList'),
      );
      const seen = conversations.map(({ conversation_id, last_seq, unread }) => ({
        conversation_id,
        last_seq,
        unread,
      }));
      const expected = this.model.listOf(uid);
      expect({ uid, total, list: seen.sort(byConversation) }).toEqual({ uid, total: expected.length, list: expected });
    }
  }

  private async compareMessage(message: ModelMessage): Promise<void> {
    const { id: msg_id, sender } = message;
    const seen = datasOf(await this.chat.client.as(sender).get<object>('message/getMessageStatus', { msg_id }));
    const expected = { msg_id, ...this.model.statusOf(message) };
    // Of a recalled message there is nothing left to read, and a hole of nothing else is closed (architecture, 3).
    if (!message.recalled) expect(seen).toEqual(expected);
    else expect(seen).toMatchObject({ receivers: expected.receivers });
  }

  private async send(from: number, to: number | 'group'): Promise<void> {
    const sender = this.chat.client.as(from);
    const answer = await (to === 'group'
      ? sender.sendToGroup(GROUP_TYPE, this.groupId, 'text')
      : sender.send(to, 'text'));
    if (to === 'group' && !this.model.isMember(from)) expect(answer.error_code).toBe(20004);
    else this.model.sent(datasOf(answer), from, to);
  }

  private async acknowledge(uid: number, status: 3 | 4, ids: readonly number[]): Promise<void> {
    const call = status === 3 ? 'updateMessageReceiveStatus' : 'updateMessageReadStatus';
    const answer = await this.chat.client.as(uid).post(`message/${call}`, { msg_id: ids, status });
    expect(outcomeOf(answer)).toBe(this.model.acknowledge(uid, ids, status));
  }

  private async readUpTo(uid: number, peer: number, upTo: number): Promise<void> {
    const conv = peer === GROUP ? this.model.group : pairOf(uid, this.uid(peer));
    const parameters = { conversation_id: conversationIdOf(conv, uid), up_to_seq: upTo };
    const answer = await this.chat.client.as(uid).post('message/readConversation', parameters);
    expect(outcomeOf(answer)).toBe(this.model.readUpTo(uid, conv, upTo));
  }

  private async recall(message: ModelMessage | undefined): Promise<void> {
    if (!message) return;
    datasOf(await this.chat.client.as(message.sender).post('message/recallMessage', { msg_id: message.id }));
    message.recalled = true;
  }

  /** The id of a message, or one that nobody has. */
  private idAt(pick: number): number {
    return this.model.messages[pick]?.id ?? 900_000_000 + pick;
  }

  private membership(index: number): object & Record<string, unknown> {
    return { group_type: GROUP_TYPE, group_id: this.groupId, user_id: this.uid(index) };
  }

  private uid(index: number): number {
    return this.uids[index] ?? 0;
  }
}

function outcomeOf({ datas, error_code }: Answer): unknown {
  return datas ?? error_code;
}
