import { afterAll, describe, expect, it } from 'vitest';
import { type Principal, UIDS } from './authorization/principals.js';
import { buildScene, FAR_OFF, type Scene } from './authorization/scene.js';
import { Stage } from './authorization/stage.js';

/** Ids of a scene, and callers whom they do not concern. */
interface Foreign {
  readonly what: string;
  readonly idOf: (scene: Scene) => number;
  readonly callers: readonly Principal[];
}

const DIALOGUE: readonly Foreign[] = [
  {
    what: 'a message of the peer to the participant',
    idOf: ({ messages }) => messages.received,
    callers: ['stranger', 'admin', 'owner', 'former', 'blocked'],
  },
  {
    what: 'a message of the participant to the peer',
    idOf: ({ messages }) => messages.sent,
    callers: ['stranger', 'admin', 'owner', 'former', 'blocked'],
  },
  {
    what: 'a message of the participant to the official account',
    idOf: ({ messages }) => messages.asked,
    callers: ['stranger', 'admin', 'owner', 'former', 'blocked'],
  },
  {
    what: 'a push to the peer',
    idOf: ({ messages }) => messages.pushed,
    callers: ['stranger', 'participant', 'admin', 'owner', 'former', 'blocked'],
  },
];
/** Not to be seen. */
const UNSEEN: readonly Foreign[] = [
  ...DIALOGUE,
  { what: 'a group message, to outsiders', idOf: ({ messages }) => messages.before, callers: ['stranger'] },
  {
    what: 'a group message, to those who had left',
    idOf: ({ messages }) => messages.after,
    callers: ['stranger', 'former'],
  },
  { what: 'a message of the owner', idOf: ({ messages }) => messages.after, callers: ['owner'] },
];
/** Not the caller's to answer for. */
const NOT_OWN: readonly Foreign[] = [
  ...DIALOGUE,
  { what: 'a message that was received', idOf: ({ messages }) => messages.received, callers: ['participant'] },
  {
    what: 'a group message of the owner',
    idOf: ({ messages }) => messages.after,
    callers: ['stranger', 'participant', 'admin', 'former', 'blocked'],
  },
];
const APPLIES: readonly Foreign[] = [
  {
    what: 'an application to the participant',
    idOf: ({ applies }) => applies.received,
    callers: ['stranger', 'admin', 'owner', 'former', 'blocked'],
  },
  {
    what: 'an application of the participant',
    idOf: ({ applies }) => applies.sent,
    callers: ['stranger', 'participant', 'admin', 'owner', 'former', 'blocked'],
  },
];

const OF_ACCOUNT: readonly Foreign[] = [
  { what: 'an official account of other operators', idOf: ({ service }) => service, callers: ['otherOperator'] },
];
const PUSHES: readonly Foreign[] = [
  {
    what: 'a push of an official account of other operators',
    idOf: ({ messages }) => messages.pushed,
    callers: ['otherOperator'],
  },
  {
    what: 'a message to an official account',
    idOf: ({ messages }) => messages.asked,
    callers: ['operator', 'otherOperator', 'boss', 'key'],
  },
  {
    what: 'a message between users',
    idOf: ({ messages }) => messages.received,
    callers: ['operator', 'otherOperator', 'boss', 'key'],
  },
];
const SCHEDULES: readonly Foreign[] = [
  {
    what: 'a scheduled push of an official account of other operators',
    idOf: ({ schedule }) => schedule,
    callers: ['otherOperator'],
  },
];

interface Call {
  /** The same over each of them. */
  readonly doors: readonly string[];
  readonly code: number;
  readonly input: (id: number) => Record<string, unknown>;
  readonly foreign: readonly Foreign[];
}

const byMessage = (msg_id: number) => ({ msg_id });
const byAccount = (service_id: number) => ({ service_id });
const draft = (service_id: number) => ({ service_id, msg_type: 1, message: { text: 'hello' } });
const byApply = (relation_apply_id: number) => ({ relation_apply_id });

const CALLS: readonly Call[] = [
  { doors: ['message/getMessageStatus'], code: 20002, input: byMessage, foreign: NOT_OWN },
  { doors: ['message/recallMessage'], code: 20002, input: byMessage, foreign: NOT_OWN },
  {
    doors: ['message/updateMessageReceiveStatus', 'message:received'],
    code: 20002,
    input: (msg_id) => ({ msg_id, status: 3 }),
    foreign: UNSEEN,
  },
  {
    doors: ['message/updateMessageReadStatus', 'message:read'],
    code: 20002,
    input: (msg_id) => ({ msg_id, status: 4 }),
    foreign: UNSEEN,
  },
  { doors: ['user/agreeFriendApply'], code: 40003, input: byApply, foreign: APPLIES },
  { doors: ['user/rejectFriendApply'], code: 40003, input: byApply, foreign: APPLIES },
  {
    doors: ['cms/listServiceFollowers', 'cms/countServiceFollowers', 'cms/listScheduled'],
    code: 20006,
    input: byAccount,
    foreign: OF_ACCOUNT,
  },
  {
    doors: ['cms/addServiceFollowers', 'cms/removeServiceFollowers'],
    code: 20006,
    input: (id) => ({ ...byAccount(id), user_id: [UIDS.participant] }),
    foreign: OF_ACCOUNT,
  },
  {
    doors: ['cms/sendMessage'],
    code: 20006,
    input: (id) => ({ ...draft(id), user_id: [UIDS.participant] }),
    foreign: OF_ACCOUNT,
  },
  { doors: ['cms/broadcastMessage'], code: 20006, input: draft, foreign: OF_ACCOUNT },
  {
    doors: ['cms/previewPush'],
    code: 20006,
    input: (id) => ({ ...draft(id), test_user_id: [UIDS.participant] }),
    foreign: OF_ACCOUNT,
  },
  {
    doors: ['cms/schedulePush'],
    code: 20006,
    input: (id) => ({ ...draft(id), send_at: FAR_OFF }),
    foreign: OF_ACCOUNT,
  },
  {
    doors: ['cms/getServiceMsg'],
    code: 20006,
    input: (id) => ({ ...byAccount(id), search_type: 2 }),
    foreign: OF_ACCOUNT,
  },
  {
    doors: ['cms/updateMessageReadStatus'],
    code: 20006,
    input: (id) => ({ ...byAccount(id), msg_id: 1 }),
    foreign: OF_ACCOUNT,
  },
  {
    doors: ['cms/recallMessage', 'cms/getPushProgress', 'cms/getPushReceivers'],
    code: 20002,
    input: byMessage,
    foreign: PUSHES,
  },
  {
    doors: ['cms/cancelScheduled'],
    code: 50011,
    input: (schedule_id) => ({ schedule_id }),
    foreign: SCHEDULES,
  },
];

const NOBODYS = Number.MAX_SAFE_INTEGER;

const stage = await Stage.open();
afterAll(() => stage.close());
const scene = await buildScene(stage);

const cases = CALLS.flatMap(({ doors, foreign, ...call }) =>
  doors.flatMap((door) =>
    foreign.flatMap((one) =>
      one.callers.map((caller) => ({ ...call, ...one, door: doorOf(door), name: door, caller })),
    ),
  ),
);

function doorOf(name: string): Stage['doors'][number] {
  const door = stage.doors.find((one) => one.name === name);
  if (!door) throw new Error(`The server has no ${name}`);
  return door;
}

describe('An id that is not the caller’s to name is answered as one that nobody has', () => {
  it.each(cases)('$name, $what: $caller', async ({ door, caller, code, input, idOf }) => {
    const answer = await stage.ask(caller, door, input(idOf(scene)));
    expect(answer.error_code).toBe(code);
    expect(answer).toEqual(await stage.ask(caller, door, input(NOBODYS)));
  });

  it.each(cases.filter(({ door }) => door.method !== 'event'))(
    '$name, $what: $caller, byte for byte',
    async ({ door, caller, input, idOf }) => {
      const answer = await stage.askBytes(caller, door, input(idOf(scene)));
      expect(answer).toContain('error_code');
      expect(answer).toBe(await stage.askBytes(caller, door, input(NOBODYS)));
    },
  );
});
