import { textMessage } from '../../support/chat/chat-client.js';
import { datasOf } from '../../support/chat/envelope.js';
import { BANNED, PASSWORD, type Person, UIDS } from './principals.js';
import type { Stage } from './stage.js';

/** A `send_at` that no test waits for. */
export const FAR_OFF = '2099-09-11 15:02:03';

const IDS_OF_A_SCENE = 10;
let lastId = 1000;

/** What lies between the principals: all of it is new in each scene, so that scenes do not disturb each other. */
export interface Scene {
  /** In a dialogue with the participant and with the blocked user. */
  readonly peer: number;
  /** Another plain member of the group; friend of the participant, who blocked them. */
  readonly bystander: number;
  /** The participant's application to this user waits for an answer. */
  readonly asked: number;
  /** Banned too. */
  readonly exile: number;
  /** Of type 1. */
  readonly group: number;
  /** Of type 2. */
  readonly interestGroup: number;
  /** Assigned to the operator. */
  readonly service: number;
  /** User name of an operator who has nothing assigned. */
  readonly clerk: string;
  /** Ids. */
  readonly messages: {
    /** By the participant, in the group, while the former member was there. */
    readonly before: number;
    /** By the owner, in the group, when the former member had left. */
    readonly after: number;
    /** By the peer to the participant. */
    readonly received: number;
    /** By the participant to the peer. */
    readonly sent: number;
    /** By the participant to the official account. */
    readonly asked: number;
    /** By the official account to the peer. */
    readonly pushed: number;
  };
  /** Id of a push of the official account that is put off for long. */
  readonly schedule: number;
  /** Ids of the peer's application to the participant, and of the participant's own one. */
  readonly applies: { readonly received: number; readonly sent: number };
  /** What nobody but those concerned may see: the texts of the messages, and the comments of the applications. */
  readonly texts: Readonly<Record<keyof Scene['messages'] | 'apply' | 'ownApply', string>>;
}

export async function buildScene(stage: Stage): Promise<Scene> {
  const { participant, admin, owner, former, blocked } = UIDS;
  const { client } = stage.chat;
  const id = (lastId += IDS_OF_A_SCENE);
  const [peer, bystander, asked, exile] = [id, id + 1, id + 2, id + 3];
  const [interestGroup, service] = [id + 4, id + 5];
  const clerk = `clerk-${id}`;
  const text = (what: string): string => `${what} of scene ${id}`;
  const texts = {
    before: text('before'),
    after: text('after'),
    received: text('received'),
    sent: text('sent'),
    asked: text('asked'),
    pushed: text('pushed'),
    apply: text('apply'),
    ownApply: text('own apply'),
  };
  const send = (from: number, to_uid: number, what: string, send_type = 0): Promise<number> =>
    stage.do(from, 'message/sendMessage', { to_uid, send_type, message: textMessage(what) });
  const sendToGroup = (from: number, to_uid: number, what: string): Promise<number> =>
    stage.do(from, 'message/sendGroupMessage', { group_type: 1, to_uid, message: textMessage(what) });
  const apply = (from: number, to_uid: number, comment: string): Promise<unknown> =>
    stage.do(from, 'user/addFriendApply', { to_uid, comment });

  await client.importUsers(peer, bystander, asked, exile);

  const inGroup = async (): Promise<Pick<Scene, 'group'> & Pick<Scene['messages'], 'before' | 'after'>> => {
    const invited = [admin, participant, former, blocked, BANNED, bystander];
    const created = { name: text('group'), user_id: invited };
    const { group_id: group } = await stage.do<{ group_id: number }>(owner, 'group/createGroup', created);
    await stage.do(owner, 'group/setAdmin', { group_type: 1, group_id: group, user_id: admin, admin: 1 });
    const before = await sendToGroup(participant, group, texts.before);
    await stage.do(owner, 'group/removeMembers', { group_type: 1, group_id: group, user_id: former });
    return { group, before, after: await sendToGroup(owner, group, texts.after) };
  };
  const inDialogue = async (): Promise<Pick<Scene['messages'], 'received' | 'sent'>> => {
    await send(peer, blocked, text('last word'));
    await stage.do(peer, 'user/addUserToBlacklist', { to_uid: blocked });
    return { received: await send(peer, participant, texts.received), sent: await send(participant, peer, texts.sent) };
  };
  const withService = async (): Promise<Pick<Scene, 'schedule'> & Pick<Scene['messages'], 'asked' | 'pushed'>> => {
    datasOf(await client.cms('saveServiceAccount', { service_id: service, nickname: text('service'), photo: '' }));
    await stage.do(participant, 'user/follow', { service_id: service });
    datasOf(
      await client.cms('assignOperator', { username: 'operator' satisfies Person, service_id: service, assigned: 1 }),
    );
    const push = { service_id: service, msg_type: 1, message: { text: texts.pushed }, user_id: peer };
    const put = datasOf(await client.cms<{ schedule_id: number }>('schedulePush', { ...push, send_at: FAR_OFF }));
    return {
      asked: await send(participant, service, texts.asked, 2),
      pushed: datasOf(await client.cms<number>('sendMessage', push)),
      schedule: put.schedule_id,
    };
  };
  const ofFriends = async (): Promise<Scene['applies']> => {
    // Who apply to each other are friends.
    await apply(participant, bystander, text('friends'));
    await apply(bystander, participant, text('friends'));
    await stage.do(participant, 'user/addUserToBlacklist', { to_uid: bystander });
    await apply(peer, participant, texts.apply);
    await apply(participant, asked, texts.ownApply);
    return {
      received: await latestApply(stage, 'user/getFriendApplyList', peer),
      sent: await latestApply(stage, 'user/getSentFriendApplyList', asked),
    };
  };
  const inTown = async (): Promise<void> => {
    await client.saveGroup(2, interestGroup, [participant]);
    datasOf(await client.cms('banUser', { user_id: exile }));
    datasOf(await client.cms('createOperator', { username: clerk, role: 'operator', password: PASSWORD }));
  };
  const [{ group, ...groupMessages }, dialogue, { schedule, ...serviceMessages }, applies] = await Promise.all([
    inGroup(),
    inDialogue(),
    withService(),
    ofFriends(),
    inTown(),
  ]);
  const messages = { ...groupMessages, ...dialogue, ...serviceMessages };
  return { peer, bystander, asked, exile, group, interestGroup, service, clerk, messages, schedule, applies, texts };
}

/** The id of the participant's latest application in a list, which is from or to that user. */
async function latestApply(stage: Stage, call: string, uid: number): Promise<number> {
  type Applies = { applys: { user_id: number; relation_apply_id: number }[] };
  const { applys } = await stage.do<Applies>(UIDS.participant, call, { page: 1, page_size: 50 });
  const apply = applys.find(({ user_id }) => user_id === uid);
  if (!apply) throw new Error(`${call} does not have the application of ${uid}`);
  return apply.relation_apply_id;
}
