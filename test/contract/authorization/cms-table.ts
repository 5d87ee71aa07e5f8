import { BANNED, PASSWORD, UIDS } from './principals.js';
import { ADMINS, EVERYBODY, type Row, staff } from './row.js';
import { FAR_OFF, type Scene } from './scene.js';
import { inGroup, text, user } from './subjects.js';

/** The official account, and what belongs to it: to the other operator it is as if it did not exist. */
const OF_ACCOUNT = staff('ok', { otherOperator: 20006 });
const PUSH = staff('ok', { otherOperator: 20002 });
const SCHEDULE = staff('ok', { otherOperator: 50011 });

const byAccount = ({ service }: Scene): { service_id: number } => ({ service_id: service });
const byPush = ({ messages }: Scene): { msg_id: number } => ({ msg_id: messages.pushed });
const byQuestion = ({ messages }: Scene): { msg_id: number } => ({ msg_id: messages.asked });
const draft = (scene: Scene): Record<string, unknown> => ({
  ...byAccount(scene),
  msg_type: 1,
  message: { text: 'hello' },
});

/** What the host app's servers do, and people who are admins may do as well. */
const HOST_APP: readonly Row[] = [
  {
    call: 'cms/importUsers',
    on: 'a new name of the peer',
    input: ({ peer }) => ({ users: [{ user_id: peer, nickname: 'renamed', photo: '' }] }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/issueUserToken',
    on: 'for the peer',
    input: ({ peer }) => ({ user_id: peer }),
    shows: (datas) => datas.includes('"token":'),
    cells: ADMINS,
  },
  { call: 'cms/banUser', on: 'the peer', input: ({ peer }) => ({ user_id: peer }), once: true, cells: ADMINS },
  {
    call: 'cms/unbanUser',
    on: 'a banned user',
    input: ({ exile }) => ({ user_id: exile }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/deleteUser',
    on: 'a banned user',
    input: ({ exile }) => ({ user_id: exile }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/saveGroup',
    on: 'a new name of the group',
    input: (scene) => ({ ...inGroup(scene), name: 'renamed' }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/addGroupMembers',
    on: 'the stranger, to the group',
    input: (scene) => ({ ...inGroup(scene), user_id: UIDS.stranger }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/removeGroupMembers',
    on: 'the banned user, from the group',
    input: (scene) => ({ ...inGroup(scene), user_id: BANNED }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/saveServiceAccount',
    on: 'a new name of the official account',
    input: (scene) => ({ ...byAccount(scene), nickname: 'renamed', photo: '' }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/explainSend',
    on: 'from the blocked user to the peer',
    input: ({ peer }) => ({ from_uid: UIDS.blocked, to_uid: peer }),
    shows: (datas) => datas.includes('20003'),
    cells: ADMINS,
  },
  {
    call: 'cms/traceMessage',
    on: 'a message of the participant to the peer',
    input: ({ messages }) => ({ msg_id: messages.sent }),
    shows: user('peer'),
    cells: ADMINS,
  },
];

/** Who works with the CMS. */
const OPERATORS: readonly Row[] = [
  {
    call: 'cms/login',
    on: "by the operator's name and password",
    input: () => ({ username: 'operator', password: PASSWORD }),
    shows: (datas) => datas.includes('"token":'),
    cells: EVERYBODY,
  },
  {
    call: 'cms/changePassword',
    on: 'their own',
    input: () => ({ old_password: PASSWORD, new_password: PASSWORD }),
    cells: staff('ok', { key: 10003 }),
  },
  {
    call: 'cms/createOperator',
    on: 'a new operator',
    input: ({ clerk }) => ({ username: `new-${clerk}`, role: 'operator', password: PASSWORD }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/updateOperator',
    on: 'another one, to be an admin',
    input: ({ clerk }) => ({ username: clerk, role: 'admin' }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/removeOperator',
    on: 'another one',
    input: ({ clerk }) => ({ username: clerk }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/assignOperator',
    on: 'another one, to the official account',
    input: (scene) => ({ ...byAccount(scene), username: scene.clerk, assigned: 1 }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/assignOperator',
    on: 'the other operator, to the official account',
    input: (scene) => ({ ...byAccount(scene), username: 'otherOperator', assigned: 1 }),
    once: true,
    cells: ADMINS,
  },
  {
    call: 'cms/listOperators',
    on: 'another one',
    shows: (datas, { clerk }) => datas.includes(`"username":"${clerk}"`),
    cells: ADMINS,
  },
  {
    call: 'cms/getAuditLog',
    on: 'how the official account was made',
    input: byAccount,
    shows: (datas) => datas.includes('"saveServiceAccount"'),
    cells: ADMINS,
  },
];

const ACCOUNTS: readonly Row[] = [
  {
    call: 'cms/listServiceAccounts',
    on: 'the official account',
    shows: (datas, { service }) => datas.includes(`"service_id":${service},`),
    cells: staff('ok', { otherOperator: 'nothing' }),
  },
  {
    call: 'cms/addServiceFollowers',
    on: 'the peer, to the official account',
    input: (scene) => ({ ...byAccount(scene), user_id: scene.peer }),
    once: true,
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/removeServiceFollowers',
    on: 'the participant, from the official account',
    input: (scene) => ({ ...byAccount(scene), user_id: UIDS.participant }),
    once: true,
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/listServiceFollowers',
    on: 'the participant, of the official account',
    input: byAccount,
    shows: (datas) => datas.includes(`"user_id":${UIDS.participant},`),
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/countServiceFollowers',
    on: 'the participant, of the official account',
    input: byAccount,
    shows: (datas) => datas === '1',
    cells: OF_ACCOUNT,
  },
];

const PUSHES: readonly Row[] = [
  {
    call: 'cms/sendMessage',
    on: 'of the official account, to the peer',
    input: (scene) => ({ ...draft(scene), user_id: scene.peer }),
    cells: OF_ACCOUNT,
  },
  { call: 'cms/broadcastMessage', on: 'of the official account', input: draft, cells: OF_ACCOUNT },
  {
    call: 'cms/getServiceMsg',
    on: 'a message of the participant to the official account',
    input: (scene) => ({ ...byAccount(scene), search_type: 1 }),
    shows: text('asked'),
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/getServiceMsg',
    on: 'a push of the official account',
    input: (scene) => ({ ...byAccount(scene), search_type: 2 }),
    shows: text('pushed'),
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/updateMessageReadStatus',
    on: 'a message of the participant to the official account',
    input: (scene) => ({ ...byAccount(scene), ...byQuestion(scene) }),
    once: true,
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/updateMessageReadStatus',
    on: 'a message of the peer to the participant',
    input: (scene) => ({ ...byAccount(scene), msg_id: scene.messages.received }),
    cells: staff(20002, { otherOperator: 20006 }),
  },
  { call: 'cms/recallMessage', on: 'a push of the official account', input: byPush, once: true, cells: PUSH },
  {
    call: 'cms/recallMessage',
    on: 'a message of the participant to the official account',
    input: byQuestion,
    cells: staff(20002),
  },
  {
    call: 'cms/getPushProgress',
    on: 'a push of the official account',
    input: byPush,
    shows: (datas, { messages }) => datas.includes(`"msg_id":${messages.pushed},`),
    cells: PUSH,
  },
  {
    call: 'cms/getPushReceivers',
    on: 'the peer, of a push of the official account',
    input: byPush,
    shows: user('peer'),
    cells: PUSH,
  },
];

const SCHEDULES: readonly Row[] = [
  {
    call: 'cms/previewPush',
    on: 'of the official account, to the peer',
    input: (scene) => ({ ...draft(scene), test_user_id: scene.peer }),
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/schedulePush',
    on: 'of the official account',
    input: (scene) => ({ ...draft(scene), send_at: FAR_OFF }),
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/listScheduled',
    on: 'of the official account',
    input: byAccount,
    shows: text('pushed'),
    cells: OF_ACCOUNT,
  },
  {
    call: 'cms/cancelScheduled',
    on: 'of the official account',
    input: ({ schedule }) => ({ schedule_id: schedule }),
    once: true,
    cells: SCHEDULE,
  },
];

export const CMS_ROWS: readonly Row[] = [...HOST_APP, ...OPERATORS, ...ACCOUNTS, ...PUSHES, ...SCHEDULES];
