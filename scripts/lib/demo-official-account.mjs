// An official account: its operator, a push and what becomes of it, a broadcast, and what a user writes to it. Every
// line that is printed was checked first.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { datasOf, doneBy, msgIdOf, refusedBy, showPushes, text } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { toldAll } from './demo-group-checks.mjs';
import { ARTICLE, showArticle, showProgress, showReceivers } from './demo-official-checks.mjs';
import { act, got, gotNothing, told } from './demo-transcript.mjs';

/** Long enough for a push that should not come to come. */
const SILENCE_MS = 500;

/**
 * @typedef {import('./demo-checks.mjs').Cast} Cast
 * @typedef {import('./demo-checks.mjs').Device} Device
 * @typedef {import('./demo-checks.mjs').Person} Person
 */

/**
 * @typedef {object} Account
 * @property {number} id
 * @property {Person} operator
 * @property {Device} screen the operator's, in /cms
 */

/**
 * The host app makes the account, its followers and its operator.
 * @param {Cast} cast
 * @param {typeof import('socket.io-client').io} io
 * @returns {Promise<Account>}
 */
export async function openAccount({ hostApp, an, ju, anPhone, juPhone, juTablet, groupId: id }, io) {
  insist(
    (await hostApp.call('saveServiceAccount', { service_id: id, nickname: '小区管家', photo: '' })) === 1,
    'saveServiceAccount answers 1',
  );
  const followers = await hostApp.call('addServiceFollowers', { service_id: id, user_id: [an.uid, ju.uid] });
  insist(followers === 2, 'two people follow the account');
  act(
    'The host app',
    `makes the official account "小区管家" (${id}); ${an.name} and ${ju.name} follow it`,
    '2 followers',
  );
  const group = { group_type: 4, group_id: id };
  await toldAll('group:joined', group, an, [anPhone]);
  await toldAll('group:joined', group, ju, [juPhone, juTablet]);

  const username = `editor-${id}`;
  const password = randomBytes(12).toString('base64url');
  const made = await hostApp.call('createOperator', { username, password, role: 'operator' });
  insist(typeof (/** @type {{ operator_id?: number }} */ (made).operator_id) === 'number', 'an operator has an id');
  const operator = await hostApp.logIn(username, password);
  operator.name = 'Editor';
  act('The host app', `makes the operator ${username}, Editor, who logs in`, 'a token for an hour');
  const article = { service_id: id, user_id: [an.uid], msg_type: 3, message: ARTICLE };
  const early = await operator.post('cms/sendMessage', article);
  act(operator.name, 'tries to send an article', refusedBy(early, 20006, 'A push for an account of others'));
  const assigned = await hostApp.call('assignOperator', { username, service_id: id, assigned: 1 });
  insist(assigned === 1, 'assignOperator answers 1');
  act('The host app', 'assigns the account to Editor, who connects to /cms', '1');
  const screen = await operator.connect('screen', io, '/cms');
  return { id, operator, screen };
}

/**
 * An article to listed users, after a preview; its outcome grows.
 * @param {Cast} cast
 * @param {Account} account
 * @returns {Promise<{ previewId: number, pushId: number }>}
 */
export async function sendPush({ an, ju, le, anPhone, juPhone, juTablet, lePhone }, { id, operator, screen }) {
  const article = { service_id: id, msg_type: 3, message: ARTICLE };
  const user_id = [an.uid, ju.uid, le.uid];
  const preview = await operator.post('cms/previewPush', { ...article, user_id, test_user_id: [le.uid] });
  const tried = /** @type {{ audience: number, msg_id: number }} */ (datasOf(preview, 'previewPush'));
  insist(tried.audience === 3, 'the preview counts three receivers');
  act(operator.name, `previews the article for three, to ${le.name} alone`, `audience 3, msg_id ${tried.msg_id}`);
  await showArticle(id, tried.msg_id, [lePhone]);

  const push = { ...article, user_id, client_msg_id: 'demo-5' };
  const pushId = msgIdOf(await operator.post('cms/sendMessage', push), 'A push');
  act(operator.name, `pushes it to ${an.name}, ${ju.name}, ${le.name}, client_msg_id demo-5`, `msg_id ${pushId}`);
  await showArticle(id, pushId, [anPhone, juPhone, juTablet, lePhone]);
  for (const device of [anPhone, juPhone, juTablet]) {
    insist(!device.find(tried.msg_id), `${device.name} is not pushed the preview`);
  }
  const again = msgIdOf(await operator.post('cms/sendMessage', push), 'A repeated push');
  insist(again === pushId, 'a repeated push answers the first msg_id');
  act(operator.name, 'lost the answer, and pushes the very same again', `msg_id ${again}, the same: sent once`);

  await showProgress(operator, pushId, { received: 0, read: 0 });
  const received = await lePhone.emit('message:received', { msg_id: pushId, status: 3 });
  act(lePhone.name, 'acknowledges it over its socket', doneBy(received, 'message:received'));
  await showProgress(operator, pushId, { received: 1, read: 0 });
  const read = await ju.post('message/updateMessageReadStatus', { msg_id: pushId, status: 4 });
  act(ju.name, 'reads it', doneBy(read, 'updateMessageReadStatus'));
  await showProgress(operator, pushId, { received: 2, read: 1 });
  await screen.take('push:progress', (n) => n.msg_id === pushId && n.received === 2 && n.read === 1);
  told(screen, 'push:progress', '2 received, 1 read');
  await showReceivers(
    operator,
    pushId,
    new Map([
      [an.uid, 0],
      [ju.uid, 4],
      [le.uid, 3],
    ]),
  );
  return { previewId: tried.msg_id, pushId };
}

/**
 * A broadcast.
 * @param {Cast} cast
 * @param {Account} account
 */
export async function tellFollowers({ anPhone, juPhone, juTablet, lePhone }, { id, operator }) {
  const message = { text: '明天九点停水' };
  const broadcast = await operator.post('cms/broadcastMessage', { service_id: id, msg_type: 1, message });
  const msgId = msgIdOf(broadcast, 'A broadcast');
  act(operator.name, 'broadcasts "明天九点停水" to the followers', `msg_id ${msgId}`);
  await showPushes(msgId, message.text, [anPhone, juPhone, juTablet]);
  insist(anPhone.find(msgId)?.conversation_id === `g:4:${id}`, 'a broadcast stands in a conversation of its own');
  await sleep(SILENCE_MS);
  insist(!lePhone.find(msgId), `${lePhone.name} is not pushed the broadcast`);
  gotNothing(lePhone, 'no follower');
  await showProgress(operator, msgId, { receivers: 2, received: 0, read: 0 });
}

/**
 * A user writes to the account, and sees it read.
 * @param {Cast} cast
 * @param {Account} account
 * @returns {Promise<{ sendTime: string, at: number }>} the server's time, in its zone, at a moment of the demo's clock
 */
export async function readWhatUsersWrite({ an, anPhone }, { id, operator, screen }) {
  const question = { group_type: 4, to_uid: id, message: text('几点来水？') };
  const msgId = msgIdOf(await an.post('message/sendGroupMessage', question), 'A message to the account');
  act(an.name, 'writes "几点来水？" to the account', `msg_id ${msgId}`);
  const push = await screen.push(msgId);
  const at = performance.now();
  insist(push.body.text === '几点来水？' && push.from.uid === String(an.uid), 'the operator sees who wrote what');
  got(screen, push);
  const read = await operator.post('cms/updateMessageReadStatus', { service_id: id, msg_id: msgId });
  act(operator.name, 'reads it', doneBy(read, 'updateMessageReadStatus'));
  /** @param {import('./demo-device.mjs').Notice} notice */
  const isRead = ({ msg_id, uid, status }) => msg_id === msgId && uid === String(id) && status === 4;
  await anPhone.take('message:status', isRead);
  told(anPhone, 'message:status', `message ${msgId} was read`);
  return { sendTime: push.send_time, at };
}
