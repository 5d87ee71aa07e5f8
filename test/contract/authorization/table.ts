import { textMessage } from '../../support/chat/chat-client.js';
import { BANNED, UIDS } from './principals.js';
import { EVERYBODY, KEY_ONLY, members, type Row, users } from './row.js';
import type { Scene } from './scene.js';

const HELLO = textMessage('hello');

const inGroup = ({ group }: Scene): { group_type: number; group_id: number } => ({ group_type: 1, group_id: group });
const inInterestGroup = ({ interestGroup }: Scene): { group_type: number; group_id: number } => ({
  group_type: 2,
  group_id: interestGroup,
});
const group: Row['shows'] = (datas, scene) => datas.includes(`"group_id":${scene.group},`);
const groupConversation = ({ group }: Scene): string => `g:1:${group}`;
const text =
  (name: keyof Scene['texts']): Row['shows'] =>
  (datas, { texts }) =>
    datas.includes(texts[name]);
const user =
  (name: 'peer' | 'bystander' | 'asked'): Row['shows'] =>
  (datas, scene) =>
    datas.includes(`"user_id":${scene[name]},`);

/** Interfaces 4 and 5 are alike in this. */
const RECEIPTS = (
  [
    ['message/updateMessageReceiveStatus', 'message:received', 3],
    ['message/updateMessageReadStatus', 'message:read', 4],
  ] as const
).flatMap(([call, event, status]): Row[] => [
  {
    call,
    event,
    on: 'a group message of the participant, from before the former member left',
    input: ({ messages }) => ({ msg_id: messages.before, status }),
    cells: users('ok', { stranger: 20002, participant: 20002 }),
  },
  {
    call,
    event,
    on: 'a group message of the owner, from after',
    input: ({ messages }) => ({ msg_id: messages.after, status }),
    cells: users('ok', { stranger: 20002, owner: 20002, former: 20002 }),
  },
  {
    call,
    event,
    on: 'a message of the peer to the participant',
    input: ({ messages }) => ({ msg_id: messages.received, status }),
    cells: users(20002, { participant: 'ok' }),
  },
]);

/** Who may call what. Nothing of it is taken from the code that it is about. */
export const ROWS: readonly Row[] = [
  {
    call: 'user/getUserInfo',
    on: 'the peer',
    input: ({ peer }) => ({ user_id: peer }),
    shows: user('peer'),
    cells: users('ok'),
  },
  {
    call: 'user/getUserList',
    on: 'the participant, in the interest group',
    input: ({ interestGroup }) => ({ search_type: 1, belong_id: interestGroup }),
    shows: (datas) => datas.includes(`"user_id":${UIDS.participant},`),
    cells: users('ok'),
  },
  {
    call: 'user/follow',
    on: 'the official account',
    input: ({ service }) => ({ service_id: service }),
    cells: users('ok', { participant: 'nothing' }),
  },
  {
    call: 'user/unfollow',
    on: 'the official account',
    input: ({ service }) => ({ service_id: service }),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'user/addUserToBlacklist',
    on: 'the peer',
    input: ({ peer }) => ({ to_uid: peer }),
    cells: users('ok'),
  },
  {
    call: 'user/delUserFromBlacklist',
    on: 'whom the participant blocked',
    input: ({ bystander }) => ({ to_uid: bystander }),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'user/getUserBlacklist',
    on: 'whom the participant blocked',
    input: () => ({ page: 1 }),
    shows: user('bystander'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'user/isInBlacklist',
    on: 'whom the participant blocked',
    input: ({ bystander }) => ({ to_uid: bystander }),
    shows: (datas) => datas === '1',
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'user/addFriendApply',
    on: 'to the peer',
    input: ({ peer }) => ({ to_uid: peer, comment: 'hello' }),
    cells: users('ok', { blocked: 40005 }),
  },
  {
    call: 'user/addFriendApply',
    on: "to the participant's friend",
    input: ({ bystander }) => ({ to_uid: bystander, comment: 'hello' }),
    cells: users('ok', { participant: 40001 }),
  },
  {
    call: 'user/getFriendApplyList',
    on: "the peer's application to the participant",
    input: () => ({ page: 1 }),
    shows: text('apply'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'user/getSentFriendApplyList',
    on: "the participant's own application",
    shows: text('ownApply'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'user/agreeFriendApply',
    on: "the peer's application to the participant",
    input: ({ applies }) => ({ relation_apply_id: applies.received }),
    cells: users(40003, { participant: 'ok' }),
  },
  {
    call: 'user/agreeFriendApply',
    on: "the participant's own application",
    input: ({ applies }) => ({ relation_apply_id: applies.sent }),
    cells: users(40003),
  },
  {
    call: 'user/rejectFriendApply',
    on: "the peer's application to the participant",
    input: ({ applies }) => ({ relation_apply_id: applies.received }),
    cells: users(40003, { participant: 'ok' }),
  },
  {
    call: 'user/rejectFriendApply',
    on: "the participant's own application",
    input: ({ applies }) => ({ relation_apply_id: applies.sent }),
    cells: users(40003),
  },
  {
    call: 'user/deleteFriend',
    on: "the participant's friend",
    input: ({ bystander }) => ({ to_uid: bystander }),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'user/getFriendList',
    on: "the participant's friend",
    shows: user('bystander'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'message/sendMessage',
    event: 'message:send',
    on: 'to the peer',
    input: ({ peer }) => ({ to_uid: peer, message: HELLO }),
    cells: users('ok', { blocked: 20003 }),
  },
  {
    call: 'message/sendMessage',
    event: 'message:send',
    on: 'to the official account',
    input: ({ service }) => ({ to_uid: service, send_type: 2, message: HELLO }),
    cells: users('ok'),
  },
  {
    call: 'message/sendGroupMessage',
    event: 'message:sendGroup',
    on: 'to the group',
    input: ({ group }) => ({ to_uid: group, group_type: 1, message: HELLO }),
    cells: members('ok'),
  },
  {
    call: 'message/sendGroupMessage',
    event: 'message:sendGroup',
    on: 'to the interest group',
    input: ({ interestGroup }) => ({ to_uid: interestGroup, group_type: 2, message: HELLO }),
    cells: users(20004, { participant: 'ok' }),
  },
  {
    call: 'message/sendGroupMessage',
    event: 'message:sendGroup',
    on: 'to the official account',
    input: ({ service }) => ({ to_uid: service, group_type: 4, message: HELLO }),
    cells: users('ok'),
  },
  ...RECEIPTS,
  {
    call: 'message/readConversation',
    on: 'of the group',
    input: (scene) => ({ conversation_id: groupConversation(scene), up_to_seq: 2 }),
    cells: users('ok', { stranger: 20004 }),
  },
  {
    call: 'message/readConversation',
    on: 'with the peer',
    input: ({ peer }) => ({ conversation_id: `u:${peer}`, up_to_seq: 1 }),
    cells: users('nothing', { participant: 'ok', blocked: 'ok' }),
  },
  {
    call: 'message/getMessageStatus',
    on: 'a group message of the participant',
    input: ({ messages }) => ({ msg_id: messages.before }),
    shows: (datas, { messages }) => datas.includes(`"msg_id":${messages.before},`),
    cells: users(20002, { participant: 'ok' }),
  },
  {
    call: 'message/getMessageStatus',
    on: 'a group message of the owner',
    input: ({ messages }) => ({ msg_id: messages.after }),
    shows: (datas, { messages }) => datas.includes(`"msg_id":${messages.after},`),
    cells: users(20002, { owner: 'ok' }),
  },
  {
    call: 'message/getMessageStatus',
    on: 'a message of the participant to the peer',
    input: ({ messages }) => ({ msg_id: messages.sent }),
    shows: (datas, { messages }) => datas.includes(`"msg_id":${messages.sent},`),
    cells: users(20002, { participant: 'ok' }),
  },
  {
    call: 'message/getMessageStatus',
    on: 'a message of the peer to the participant',
    input: ({ messages }) => ({ msg_id: messages.received }),
    shows: () => true,
    cells: users(20002),
  },
  {
    call: 'message/getHistory',
    on: 'of the group, before the former member left',
    input: (scene) => ({ conversation_id: groupConversation(scene) }),
    shows: text('before'),
    cells: users('ok', { stranger: 20004 }),
  },
  {
    call: 'message/getHistory',
    on: 'of the group, after',
    input: (scene) => ({ conversation_id: groupConversation(scene) }),
    shows: text('after'),
    cells: users('ok', { stranger: 20004, former: 'nothing' }),
  },
  {
    call: 'message/getHistory',
    on: 'of the participant with the peer',
    input: ({ peer }) => ({ conversation_id: `u:${peer}` }),
    shows: text('received'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'message/getHistory',
    on: 'of the participant with the official account',
    input: ({ service }) => ({ conversation_id: `s:${service}` }),
    shows: text('asked'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'message/getConversationList',
    on: 'the group, after the former member left',
    shows: text('after'),
    cells: users('ok', { stranger: 'nothing', former: 'nothing' }),
  },
  {
    call: 'message/getConversationList',
    on: "the participant's message to the peer",
    shows: text('sent'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'message/sync',
    event: 'message:sync',
    on: 'the group, before the former member left',
    input: () => ({ known: {}, limit: 1000 }),
    shows: text('before'),
    cells: users('ok', { stranger: 'nothing' }),
  },
  {
    call: 'message/sync',
    event: 'message:sync',
    on: 'the group, after',
    input: () => ({ known: {}, limit: 1000 }),
    shows: text('after'),
    cells: users('ok', { stranger: 'nothing', former: 'nothing' }),
  },
  {
    call: 'message/sync',
    event: 'message:sync',
    on: "the peer's message to the participant",
    input: () => ({ known: {}, limit: 1000 }),
    shows: text('received'),
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'message/recallMessage',
    on: 'a group message of the owner',
    input: ({ messages }) => ({ msg_id: messages.after }),
    cells: users(20002, { owner: 'ok' }),
  },
  {
    call: 'message/recallMessage',
    on: 'a group message of the participant',
    input: ({ messages }) => ({ msg_id: messages.before }),
    cells: users(20002, { participant: 'ok' }),
  },
  {
    call: 'message/recallMessage',
    on: 'a message of the peer to the participant',
    input: ({ messages }) => ({ msg_id: messages.received }),
    cells: users(20002),
  },
  {
    call: 'group/createGroup',
    on: 'a new group',
    input: () => ({ name: 'new' }),
    cells: users('ok'),
  },
  {
    call: 'group/joinGroup',
    on: 'the group',
    input: inGroup,
    cells: users(10003),
  },
  {
    call: 'group/joinGroup',
    on: 'the interest group',
    input: inInterestGroup,
    cells: users('ok', { participant: 'nothing' }),
  },
  {
    call: 'group/quitGroup',
    on: 'the group',
    input: inGroup,
    cells: users('ok', { stranger: 'nothing', owner: 20013, former: 'nothing' }),
  },
  {
    call: 'group/quitGroup',
    on: 'the interest group',
    input: inInterestGroup,
    cells: users('nothing', { participant: 'ok' }),
  },
  {
    call: 'group/inviteMembers',
    on: 'the peer, to the group',
    input: (scene) => ({ ...inGroup(scene), user_id: scene.peer }),
    once: true,
    cells: members('ok', { blocked: 'nothing' }),
  },
  {
    call: 'group/inviteMembers',
    on: 'the peer, to the interest group',
    input: (scene) => ({ ...inInterestGroup(scene), user_id: scene.peer }),
    cells: users(10003),
  },
  {
    call: 'group/removeMembers',
    on: 'another member, from the group',
    input: (scene) => ({ ...inGroup(scene), user_id: scene.bystander }),
    once: true,
    cells: members(10003, { admin: 'ok', owner: 'ok' }),
  },
  {
    call: 'group/removeMembers',
    on: 'the owner, from the group',
    input: (scene) => ({ ...inGroup(scene), user_id: UIDS.owner }),
    cells: members(10003, { owner: 20013 }),
  },
  {
    call: 'group/setAdmin',
    on: 'another member, in the group',
    input: (scene) => ({ ...inGroup(scene), user_id: scene.bystander, admin: 1 }),
    cells: members(10003, { owner: 'ok' }),
  },
  {
    call: 'group/setAdmin',
    on: 'the admin no more, in the group',
    input: (scene) => ({ ...inGroup(scene), user_id: UIDS.admin, admin: 0 }),
    cells: members(10003, { owner: 'ok' }),
  },
  {
    call: 'group/muteMember',
    on: 'another member, in the group',
    input: (scene) => ({ ...inGroup(scene), user_id: scene.bystander, seconds: 60 }),
    once: true,
    cells: members(10003, { admin: 'ok', owner: 'ok' }),
  },
  {
    call: 'group/muteMember',
    on: 'the owner, in the group',
    input: (scene) => ({ ...inGroup(scene), user_id: UIDS.owner, seconds: 60 }),
    cells: members(10003),
  },
  {
    call: 'group/transferGroup',
    on: 'the group, to another member',
    input: (scene) => ({ ...inGroup(scene), user_id: scene.bystander }),
    cells: members(10003, { owner: 'ok' }),
  },
  {
    call: 'group/dismissGroup',
    on: 'the group',
    input: inGroup,
    cells: members(10003, { owner: 'ok' }),
  },
  {
    call: 'group/getGroupList',
    on: 'the group',
    shows: group,
    cells: users('ok', { stranger: 'nothing', former: 'nothing' }),
  },
  {
    call: 'group/getGroupInfo',
    on: 'the group',
    input: inGroup,
    shows: group,
    cells: members('ok'),
  },
  {
    call: 'group/getGroupInfo',
    on: 'the interest group',
    input: inInterestGroup,
    shows: () => true,
    cells: users('ok'),
  },
  {
    call: 'group/getMembers',
    on: 'another member, of the group',
    input: inGroup,
    shows: user('bystander'),
    cells: members('ok'),
  },
  {
    call: 'group/getMembers',
    on: 'of the interest group',
    input: inInterestGroup,
    shows: () => true,
    cells: users(20004, { participant: 'ok' }),
  },
  {
    call: 'cms/importUsers',
    on: 'a new name of the peer',
    input: ({ peer }) => ({ users: [{ user_id: peer, nickname: 'renamed', photo: '' }] }),
    cells: KEY_ONLY,
  },
  {
    call: 'cms/issueUserToken',
    on: 'for the peer',
    input: ({ peer }) => ({ user_id: peer }),
    shows: (datas) => datas.includes('"token":'),
    cells: KEY_ONLY,
  },
  { call: 'cms/banUser', on: 'the peer', input: ({ peer }) => ({ user_id: peer }), cells: KEY_ONLY },
  { call: 'cms/unbanUser', on: 'a banned user', input: ({ exile }) => ({ user_id: exile }), cells: KEY_ONLY },
  {
    call: 'cms/saveGroup',
    on: 'a new name of the group',
    input: (scene) => ({ ...inGroup(scene), name: 'renamed' }),
    cells: KEY_ONLY,
  },
  {
    call: 'cms/addGroupMembers',
    on: 'the stranger, to the group',
    input: (scene) => ({ ...inGroup(scene), user_id: UIDS.stranger }),
    cells: KEY_ONLY,
  },
  {
    call: 'cms/removeGroupMembers',
    on: 'the banned user, from the group',
    input: (scene) => ({ ...inGroup(scene), user_id: BANNED }),
    cells: KEY_ONLY,
  },
  {
    call: 'cms/saveServiceAccount',
    on: 'a new name of the official account',
    input: ({ service }) => ({ service_id: service, nickname: 'renamed', photo: '' }),
    cells: KEY_ONLY,
  },
  {
    call: 'cms/explainSend',
    on: 'from the blocked user to the peer',
    input: ({ peer }) => ({ from_uid: UIDS.blocked, to_uid: peer }),
    shows: (datas) => datas.includes('20003'),
    cells: KEY_ONLY,
  },
  { call: '/healthz', on: 'liveness', shows: () => true, cells: EVERYBODY },
  { call: '/readyz', on: 'readiness', shows: () => true, cells: EVERYBODY },
];
