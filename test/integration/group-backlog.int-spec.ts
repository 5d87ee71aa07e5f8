import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MembershipService } from '../../src/groups/membership.service.js';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { PushPresenter } from '../../src/timeline/push.presenter.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { appendMany } from '../support/rounds/append-many.js';
import { gate } from './support/writing.js';

/** For so long messages go into groups in one turn of the event loop (group-rooms.ts), and each takes so long here. */
const [SLICE_MS, SLOW_MS] = [50, 5];
const MOST = SLICE_MS / SLOW_MS + 1;
const MESSAGES = 60;
/** Of several groups. */
const MANY = Array.from({ length: MESSAGES }, (_, index) => 100 + index);

describe('Messages to a group', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    for (const group of [1, 2, ...MANY]) await chat.client.saveGroup(2, group, [1, 2]);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    chat.client.close();
  });
  afterAll(() => chat.close());

  /**
   * Sends one message into each of the groups (one may be named several times), and waits for the pushes.
   * @param release once all are stored
   * @returns how many went out in each turn of the event loop
   */
  async function pushesPerTurn(groups: readonly number[], release: () => void): Promise<number[]> {
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
      const until = performance.now() + SLOW_MS;
      while (performance.now() < until);
      return present(message, viewer);
    });
    const sent = await Promise.all(groups.map((group) => appendMany(chat, inGroup(2, group), [1])));
    release();
    const ids = sent.flat().map(({ msgId }) => msgId);
    await device.until('all pushes', ({ messages }) => messages.length === ids.length);
    clearImmediate(counting);
    const pushed = device.messages.map(({ msg_id }) => msg_id);
    // Groups have no order among each other: two transactions may have carried them out.
    const isOneGroup = new Set(groups).size === 1;
    expect(isOneGroup ? pushed : pushed.toSorted((a, b) => a - b)).toEqual(ids);
    return [...perTurn.values()];
  }

  it('that waited for it go out in order, and let others have their turn after fifty milliseconds', async () => {
    const memberships = chat.app.get(MembershipService);
    const membersAt = memberships.membersAt.bind(memberships);
    const known = gate();
    vi.spyOn(memberships, 'membersAt').mockImplementationOnce(async (...args) => {
      await known.opened;
      return membersAt(...args);
    });
    const perTurn = await pushesPerTurn(Array<number>(MESSAGES).fill(1), () => known.open());
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(MOST);
  });

  it.each([
    ['a group', Array<number>(MESSAGES).fill(2)],
    ['many groups', MANY],
  ])('of one commit, of %s, go out in order, and let others have their turn as well', async (_what, groups) => {
    const device = await chat.client.connect(2);
    // The rooms stand for their members from now on.
    const known = [...new Set(groups)];
    await Promise.all(known.map((group) => chat.client.as(1).sendToGroup(2, group, 'first')));
    await device.until('the first pushes', ({ messages }) => messages.length === known.length);
    const perTurn = await pushesPerTurn(groups, () => undefined);
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(MOST);
  });
});
