import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { type Group, GroupCalls } from './support/group-calls.js';

const [OWNER, BEN, CARA, DORA, STRANGER] = [1, 2, 3, 4, 99];
const INSIDERS = [OWNER, BEN, CARA, DORA];
const GROUP_EVENTS = ['group:joined', 'group:left', 'group:dismissed', 'group:muted'];

describe('What sockets are told of groups', () => {
  let chat: ChatApp;
  let calls: GroupCalls;
  let lastId = 100;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...INSIDERS, STRANGER);
    calls = new GroupCalls(chat.client);
  });
  afterAll(() => chat.close());

  const hosted = async (group_type: number, members: readonly number[]): Promise<Group> => {
    const group = { group_type, group_id: (lastId += 1) };
    await chat.client.saveGroup(group_type, group.group_id, members);
    return group;
  };
  /** Every uid, group_id and group_type in an event is text. */
  const about = ({ group_type, group_id }: Group, uid: number) => ({
    group: { group_id: String(group_id), group_type: String(group_type) },
    uid: String(uid),
  });
  const connect = (...uids: number[]): Promise<UserSocket[]> =>
    Promise.all(uids.map((uid) => chat.client.connect(uid)));
  /** What a device was told of groups, in order, once something came that was sent to it afterwards. */
  const toldOf = async (device: UserSocket, uid: number): Promise<{ event: string; payload: unknown }[]> => {
    await device.message(datasOf(await chat.client.as(STRANGER).send(uid, 'afterwards')));
    return device.received.filter(({ event }) => GROUP_EVENTS.includes(event));
  };
  /** Waits until each device was told exactly this of groups. */
  const expectTold = async (
    devices: readonly (readonly [UserSocket | undefined, number])[],
    events: (uid: number) => readonly { event: string; payload: unknown }[],
  ): Promise<void> => {
    for (const [device, uid] of devices) {
      if (!device) throw new Error('Not connected');
      const expected = events(uid);
      await device.until(`${expected.length} events of groups`, ({ received }) => {
        return received.filter(({ event }) => GROUP_EVENTS.includes(event)).length >= expected.length;
      });
      expect(await toldOf(device, uid)).toEqual(expected);
    }
  };

  it('createGroup: all who are in it are told of each, and pushed what is said from then on', async () => {
    const [owner, ben, benToo, cara, stranger] = await connect(OWNER, BEN, BEN, CARA, STRANGER);
    const group = await calls.made(OWNER, [BEN, CARA]);
    const said = datasOf(await chat.client.as(OWNER).sendToGroup(1, group.group_id, 'welcome'));
    for (const device of [ben, benToo, cara]) await device?.message(said);
    for (const [device, uid] of [
      [owner, OWNER],
      [ben, BEN],
      [benToo, BEN],
      [cara, CARA],
    ] as const) {
      await device?.until(
        'three who joined',
        ({ received }) => received.filter((it) => it.event === 'group:joined').length >= 3,
      );
      const told = (await toldOf(device as UserSocket, uid)).map(({ payload }) => payload);
      // Of themselves first.
      expect(told[0]).toEqual(about(group, uid));
      expect(told).toHaveLength(3);
      expect(told).toEqual(expect.arrayContaining([OWNER, BEN, CARA].map((one) => about(group, one))));
    }
    expect(await toldOf(stranger as UserSocket, STRANGER)).toEqual([]);
  });

  it.each([2, 3])(
    'joinGroup and quitGroup of type %i: the user and the members are told; a repeat is no news',
    async (type) => {
      const group = await hosted(type, [BEN, CARA]);
      const [ben, cara, dora] = await connect(BEN, CARA, DORA);
      for (let i = 0; i < 2; i += 1) datasOf(await calls.join(DORA, group));
      const joined = { event: 'group:joined', payload: about(group, DORA) };
      await expectTold(
        [
          [ben, BEN],
          [cara, CARA],
          [dora, DORA],
        ],
        () => [joined],
      );
      for (let i = 0; i < 2; i += 1) datasOf(await calls.quit(DORA, group));
      const left = { event: 'group:left', payload: about(group, DORA) };
      await expectTold(
        [
          [ben, BEN],
          [cara, CARA],
          [dora, DORA],
        ],
        () => [joined, left],
      );
      // And hears no more of it.
      datasOf(await calls.quit(CARA, group));
      await expectTold(
        [
          [ben, BEN],
          [cara, CARA],
        ],
        () => [joined, left, { event: 'group:left', payload: about(group, CARA) }],
      );
      expect(await toldOf(dora as UserSocket, DORA)).toEqual([joined, left]);
    },
  );

  it('inviteMembers and removeMembers are told alike', async () => {
    const group = await calls.made(OWNER, [BEN]);
    const [owner, cara] = await connect(OWNER, CARA);
    datasOf(await calls.invite(BEN, group, CARA));
    datasOf(await calls.remove(OWNER, group, CARA));
    const events = [
      { event: 'group:joined', payload: about(group, CARA) },
      { event: 'group:left', payload: about(group, CARA) },
    ];
    await expectTold(
      [
        [owner, OWNER],
        [cara, CARA],
      ],
      () => events,
    );
  });

  it('dismissGroup: each former member is told with their own uid, and of nobody’s leaving', async () => {
    const group = await calls.made(OWNER, [BEN, CARA]);
    const [owner, ben, benToo, cara, stranger] = await connect(OWNER, BEN, BEN, CARA, STRANGER);
    for (let i = 0; i < 2; i += 1) datasOf(await calls.dismiss(OWNER, group));
    await expectTold(
      [
        [owner, OWNER],
        [ben, BEN],
        [benToo, BEN],
        [cara, CARA],
      ],
      (uid) => [{ event: 'group:dismissed', payload: about(group, uid) }],
    );
    expect(await toldOf(stranger as UserSocket, STRANGER)).toEqual([]);
  });

  it('after dismissGroup nothing more comes, until the host app makes the group anew and adds the user', async () => {
    const group = await calls.made(OWNER, [BEN, CARA]);
    const [ben, cara] = await connect(BEN, CARA);
    datasOf(await calls.dismiss(OWNER, group));
    await chat.client.saveGroup(1, group.group_id, [OWNER, BEN]);
    const said = datasOf(await chat.client.as(OWNER).sendToGroup(1, group.group_id, 'again'));
    await ben?.message(said);
    await toldOf(cara as UserSocket, CARA);
    expect(cara?.messages.map(({ msg_id }) => msg_id)).not.toContain(said);
    const dismissed = (uid: number) => ({ event: 'group:dismissed', payload: about(group, uid) });
    expect(await toldOf(cara as UserSocket, CARA)).toEqual([dismissed(CARA)]);
    expect((await toldOf(ben as UserSocket, BEN))[0]).toEqual(dismissed(BEN));
  });

  it('muteMember: who is muted is told until when, and that it is over; a repeated end is no news', async () => {
    const group = await calls.made(OWNER, [BEN, CARA]);
    const [ben, cara] = await connect(BEN, CARA);
    datasOf(await calls.mute(OWNER, group, BEN, 600));
    const { muted_until: until } = datasOf(await calls.info(BEN, group));
    for (let i = 0; i < 2; i += 1) datasOf(await calls.mute(OWNER, group, BEN, 0));
    await expectTold([[ben, BEN]], () => [
      { event: 'group:muted', payload: { ...about(group, BEN), until } },
      { event: 'group:muted', payload: about(group, BEN) },
    ]);
    expect(await toldOf(cara as UserSocket, CARA)).toEqual([]);
  });

  it('what was refused is no news', async () => {
    const group = await calls.made(OWNER, [BEN]);
    const [owner, ben] = await connect(OWNER, BEN);
    const refused = await Promise.all([
      calls.remove(BEN, group, OWNER),
      calls.dismiss(BEN, group),
      calls.mute(BEN, group, OWNER),
      calls.invite(BEN, group, [404]),
      calls.join(STRANGER, group),
      calls.quit(OWNER, group),
    ]);
    for (const answer of refused) expect(answer).not.toHaveProperty('datas');
    for (const [device, uid] of [
      [owner, OWNER],
      [ben, BEN],
    ] as const)
      expect(await toldOf(device as UserSocket, uid)).toEqual([]);
  });
});
