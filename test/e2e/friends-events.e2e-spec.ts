import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventBus } from '../../src/events/event-bus.js';
import { friendApplied, friendshipEnded, friendshipMade } from '../../src/friends/friend-events.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { FriendCalls } from './support/friend-calls.js';

const PHOTO = 'https://pic.example/1.jpg';
const [ANN, BOB, EVE] = [1, 2, 3] as const;
const PROFILES = [ANN, BOB, EVE].map((id) => ({ id, nickname: `name ${id}`, photo: id === ANN ? PHOTO : '' }));
const [ann, bob] = PROFILES;

/** What friends.module tells the layers above, after the commit, and only where something changed. */
describe('Events of friends', () => {
  let chat: ChatApp;
  let calls: FriendCalls;
  const heard: { readonly event: string; readonly payload: unknown }[] = [];

  beforeAll(async () => {
    chat = await startChat();
    calls = new FriendCalls(chat.client);
    await chat.client.importUsers(...PROFILES.map(({ id, ...profile }) => ({ user_id: id, ...profile })));
    const events = chat.app.get(EventBus);
    for (const event of [friendApplied, friendshipMade, friendshipEnded])
      events.subscribe<unknown>(event, (payload) => void heard.push({ event: event.name, payload }));
  });
  beforeEach(async () => {
    for (const [a, b] of [
      [ANN, BOB],
      [ANN, EVE],
      [BOB, EVE],
    ] as const) {
      await calls.remove(a, b);
      for (const { relation_apply_id, status } of (await calls.received(b)).applys)
        if (status === '0') await calls.reject(b, relation_apply_id);
    }
    await quiet();
    heard.length = 0;
  });
  afterAll(() => chat.close());

  /** Events are published in order of commit, so that whatever came before this one was heard. */
  const quiet = async (): Promise<void> => {
    const marks = heard.length;
    const mark = `mark ${Math.random()}`;
    await calls.apply(EVE, ANN, mark);
    const isMark = ({ payload }: (typeof heard)[number]): boolean => (payload as { comment?: string }).comment === mark;
    await expect.poll(() => heard.slice(marks).some(isMark)).toBe(true);
    heard.splice(heard.findIndex(isMark), 1);
  };

  const made = { event: 'friend.made', payload: { users: expect.arrayContaining([ann, bob]) } };
  const ended = { event: 'friend.ended', payload: made.payload };
  const applied = (applyId: number, comment: string) => ({
    event: 'friend.applied',
    payload: { applyId, from: ann, to: BOB, comment },
  });

  it('an application is told with its id, the applicant’s profile and the comment; a repeat is told again', async () => {
    const id = await calls.applied(ANN, BOB, 'first');
    await calls.applied(ANN, BOB, 'second');
    await quiet();
    expect(heard).toEqual([applied(id, 'first'), applied(id, 'second')]);
  });

  it('a friendship is told once, with both profiles', async () => {
    const id = await calls.applied(ANN, BOB, 'hi');
    await calls.agree(BOB, id);
    await calls.agree(BOB, id);
    await quiet();
    expect(heard).toEqual([applied(id, 'hi'), made]);
    expect((heard[1]?.payload as { users: unknown[] }).users).toHaveLength(2);
  });

  it('crossing applications are told as one application and one friendship', async () => {
    const id = await calls.applied(ANN, BOB, 'hi');
    await calls.apply(BOB, ANN, 'hi yourself');
    await calls.apply(BOB, ANN, 'a repeat');
    await quiet();
    expect(heard).toEqual([applied(id, 'hi'), made]);
  });

  it('the end of a friendship is told once, and where there was none it is not', async () => {
    await calls.remove(ANN, BOB);
    await calls.befriend(ANN, BOB);
    await calls.remove(BOB, ANN);
    await calls.remove(BOB, ANN);
    await calls.remove(ANN, BOB);
    await quiet();
    expect(heard.slice(1)).toEqual([made, ended]);
  });

  it('what is refused, in either sense, is not told', async () => {
    const id = await calls.applied(ANN, BOB, 'hi');
    await calls.agree(ANN, id);
    await calls.agree(EVE, id);
    await calls.block(BOB, ANN);
    await calls.agree(BOB, id);
    await calls.apply(ANN, BOB, 'blocked');
    await calls.reject(BOB, id);
    await calls.agree(BOB, id);
    await calls.apply(ANN, ANN);
    await calls.apply(ANN, 404);
    await calls.unblock(BOB, ANN);
    await quiet();
    expect(heard).toEqual([applied(id, 'hi')]);
  });
});
