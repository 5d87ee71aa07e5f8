// What the scenes about the official account check alike.
import { datasOf } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { got, list } from './demo-transcript.mjs';

export const ARTICLE = {
  title: '玩安居客APP刮刮乐，50万奖品等你来领',
  date: '11225544888',
  img: 'http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg',
  desc: '刮奖、邀好友赢金币。',
  url: 'http://api.anjuke.com/web/chat/content?id=39',
};

/**
 * @typedef {import('./demo-checks.mjs').Device} Device
 * @typedef {import('./demo-checks.mjs').Person} Person
 * @typedef {{ msg_id: number, receivers: number, received: number, read: number, state: string }} Progress
 * @typedef {{ user_id: number, nickname: string, status: number, received_at: string | null, read_at: string | null }} Receiver
 */

/**
 * @param {Person} operator
 * @param {number} msgId
 * @param {Partial<Progress>} expected
 */
export async function showProgress(operator, msgId, expected) {
  const answer = await operator.get('cms/getPushProgress', { msg_id: String(msgId) });
  const found = /** @type {Progress} */ (datasOf(answer, 'getPushProgress'));
  const wanted = { msg_id: msgId, receivers: 3, state: 'sent', ...expected };
  for (const [name, value] of Object.entries(wanted)) {
    const is = found[/** @type {keyof Progress} */ (name)];
    insist(is === value, `${name} of push ${msgId} is ${value} (it is ${is})`);
  }
  list(operator.name, `getPushProgress of ${msgId}`, [
    `${found.receivers} receivers, ${found.received} received, ${found.read} read, ${found.state}`,
  ]);
}

/**
 * @param {Person} operator
 * @param {number} msgId
 * @param {ReadonlyMap<number, number>} expected status by user
 */
export async function showReceivers(operator, msgId, expected) {
  const answer = await operator.get('cms/getPushReceivers', { msg_id: String(msgId) });
  const { receivers } = /** @type {{ receivers: Receiver[] }} */ (datasOf(answer, 'getPushReceivers'));
  insist(receivers.length === expected.size, `${expected.size} people got push ${msgId} (${receivers.length} did)`);
  for (const { user_id, status, received_at, read_at } of receivers) {
    insist(status === expected.get(user_id), `the status of ${user_id} is ${expected.get(user_id)} (it is ${status})`);
    insist((received_at !== null) === status >= 3 && (read_at !== null) === (status === 4), 'times go with the status');
  }
  list(
    operator.name,
    `getPushReceivers of ${msgId}`,
    receivers.map(
      (r) => `${r.nickname}  status ${r.status}, received ${r.received_at ?? '-'}, read ${r.read_at ?? '-'}`,
    ),
  );
}

/**
 * @param {number} serviceId
 * @param {number} msgId
 * @param {readonly Device[]} devices
 */
export async function showArticle(serviceId, msgId, devices) {
  for (const device of devices) {
    const push = await device.push(msgId);
    insist(push.msg_type === '3' && push.conversation_id === `s:${serviceId}`, 'an article comes from the account');
    insist(JSON.stringify(push.body) === JSON.stringify(ARTICLE), 'an article arrives as it was sent');
    got(device, push);
  }
}
