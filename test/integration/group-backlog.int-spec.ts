import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MembershipService } from '../../src/groups/membership.service.js';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { PushPresenter } from '../../src/timeline/push.presenter.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { appendMany } from '../support/rounds/append-many.js';
import { gate } from './support/writing.js';

/** As many go out in one turn of the event loop, or for so long (group-rooms.ts). */
const [BURST, SLICE_MS] = [100, 50];
const SLOW_MS = 5;

describe('Messages that waited for a group', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    for (const group of [1, 2]) await chat.client.saveGroup(2, group, [1, 2]);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    chat.client.close();
  });
  afterAll(() => chat.close());

  it.each([
    ['a hundred', 1, 550, 0, BURST],
    ['fifty milliseconds', 2, 60, SLOW_MS, SLICE_MS / SLOW_MS + 1],
  ])('go out in order, and let others have their turn after %s', async (_what, group, messages, ms, most) => {
    const device = await chat.client.connect(2);
    const memberships = chat.app.get(MembershipService);
    const membersAt = memberships.membersAt.bind(memberships);
    const known = gate();
    vi.spyOn(memberships, 'membersAt').mockImplementationOnce(async (...args) => {
      await known.opened;
      return membersAt(...args);
    });
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
    known.open();
    await device.message(sent.at(-1)?.msgId ?? 0);
    clearImmediate(counting);
    const seqs = device.received
      .filter(({ event }) => event === 'message')
      .map(({ payload }) => (payload as { seq: number }).seq);
    expect(seqs).toEqual(sent.map(({ seq }) => seq));
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(most);
    expect(perTurn.size).toBeGreaterThanOrEqual(Math.floor(messages / most));
  });
});
