import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MembershipService } from '../../src/groups/membership.service.js';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { PushPresenter } from '../../src/timeline/push.presenter.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { appendMany } from '../support/rounds/append-many.js';
import { gate } from './support/writing.js';

/** As many of those that waited go out in one turn of the event loop, or for so long (group-rooms.ts). */
const [BURST, SLICE_MS] = [100, 50];
const SLOW_MS = 5;

describe('Messages to a group', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    for (const group of [1, 2, 3]) await chat.client.saveGroup(2, group, [1, 2]);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    chat.client.close();
  });
  afterAll(() => chat.close());

  /**
   * Sends so many messages into a group, and waits for the last push.
   * @param ms what each push takes
   * @param release once all are stored
   * @returns how many went out in each turn of the event loop
   */
  async function pushesPerTurn(group: number, messages: number, ms: number, release: () => void): Promise<number[]> {
    const device = await chat.client.connect(2);
    let turn = 0;
    const count = (): void => {
      turn += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    const presenter = chat.app.get(PushPresenter);
    const present = presenter.present.bind(presenter);
    const perTurn = new Map<number, number>();
    vi.spyOn(presenter, 'present').mockImplementation((message, viewer) => {
      perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
      const until = performance.now() + ms;
      while (performance.now() < until);
      return present(message, viewer);
    });
    const sent = await appendMany(chat, inGroup(2, group), Array<number>(messages).fill(1));
    release();
    await device.message(sent.at(-1)?.msgId ?? 0);
    clearImmediate(counting);
    const seqs = device.received
      .filter(({ event }) => event === 'message')
      .map(({ payload }) => (payload as { seq: number }).seq);
    expect(seqs).toEqual(sent.map(({ seq }) => seq));
    return [...perTurn.values()];
  }

  it.each([
    ['a hundred', 1, 550, 0, BURST],
    ['fifty milliseconds', 2, 60, SLOW_MS, SLICE_MS / SLOW_MS + 1],
  ])(
    'that waited for it go out in order, and let others have their turn after %s',
    async (_what, group, messages, ms, most) => {
      const memberships = chat.app.get(MembershipService);
      const membersAt = memberships.membersAt.bind(memberships);
      const known = gate();
      vi.spyOn(memberships, 'membersAt').mockImplementationOnce(async (...args) => {
        await known.opened;
        return membersAt(...args);
      });
      const perTurn = await pushesPerTurn(group, messages, ms, () => known.open());
      expect(Math.max(...perTurn)).toBeLessThanOrEqual(most);
      expect(perTurn.length).toBeGreaterThanOrEqual(Math.floor(messages / most));
    },
  );

  it('of one commit go out in order, and let others have their turn after fifty milliseconds', async () => {
    const device = await chat.client.connect(2);
    // The room stands for its members from now on.
    const { datas } = await chat.client.as(1).sendToGroup(2, 3, 'first');
    await device.message(Number(datas));
    const perTurn = await pushesPerTurn(3, 60, SLOW_MS, () => undefined);
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(SLICE_MS / SLOW_MS + 2);
  });
});
