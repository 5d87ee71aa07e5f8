// What an official account sends later, calls off and takes back. Every line that is printed was checked first.
import { setTimeout as sleep } from 'node:timers/promises';
import { datasOf, doneBy, refusedBy, showHistory, showPushes } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { showProgress } from './demo-official-checks.mjs';
import { act, list, told } from './demo-transcript.mjs';

const AHEAD_S = 4;
const PATIENCE_MS = 15_000;
const LOOK_MS = 300;
const MARKET = '周六有集市';

/**
 * @typedef {import('./demo-checks.mjs').Cast} Cast
 * @typedef {import('./demo-checks.mjs').Person} Person
 * @typedef {import('./demo-official-account.mjs').Account} Account
 */

/** @typedef {{ schedule_id: number, state: string, send_at: string, sent_at: string | null, msg_id: number | null, late_seconds: number, receivers: number }} Schedule */

/**
 * One schedule that is sent, one that is cancelled.
 * @param {Cast} cast
 * @param {Account} account
 * @param {{ sendTime: string, at: number }} now the server's time, in its zone, at a moment of the demo's clock
 * @returns {Promise<number>} msg_id of what was sent
 */
export async function sendLater({ an, le, anPhone, lePhone }, { id, operator }, now) {
  const push = { service_id: id, msg_type: 1, message: { text: MARKET }, user_id: [an.uid, le.uid] };
  const send_at = timeIn(now, AHEAD_S);
  const soon = await schedule(operator, { ...push, send_at });
  act(operator.name, `schedules "${MARKET}" to ${an.name} and ${le.name} for ${send_at}`, `schedule_id ${soon}`);
  const far = timeIn(now, 3600);
  const called = await schedule(operator, { service_id: id, msg_type: 1, message: { text: '改期了' }, send_at: far });
  act(operator.name, `schedules "改期了" to the followers for ${far}`, `schedule_id ${called}`);
  await show(operator, id, [`${soon} waiting`, `${called} waiting`]);
  const cancelled = await operator.post('cms/cancelScheduled', { schedule_id: called });
  act(operator.name, 'cancels the second one', doneBy(cancelled, 'cancelScheduled'));

  const { msg_id, sent_at, late_seconds } = await whenSent(operator, id, soon);
  insist(msg_id !== null && sent_at !== null && sent_at >= send_at, 'it is not sent before its time');
  insist(late_seconds === 0, `it is sent in time (${late_seconds} s late)`);
  const msgId = Number(msg_id);
  act('The server', 'sends the first one when it is time', `msg_id ${msgId}, at ${sent_at}`);
  await showPushes(msgId, MARKET, [anPhone, lePhone]);
  await show(operator, id, [`${soon} sent`, `${called} cancelled`]);
  const late = await operator.post('cms/cancelScheduled', { schedule_id: soon });
  act(operator.name, 'tries to cancel what was sent', refusedBy(late, 50010, 'Cancelling what was sent'));
  return msgId;
}

/**
 * @param {Cast} cast
 * @param {Account} account
 * @param {{ previewId: number, pushId: number }} pushes
 * @param {number} later
 */
export async function recallPush({ le, anPhone, juPhone, juTablet, lePhone }, { id, operator }, pushes, later) {
  const { previewId, pushId } = pushes;
  const recalled = await operator.post('cms/recallMessage', { msg_id: pushId });
  act(operator.name, `recalls push ${pushId}`, doneBy(recalled, 'recallMessage'));
  for (const device of [anPhone, juPhone, juTablet, lePhone]) {
    await device.take('message:recalled', ({ msg_id }) => msg_id === pushId);
    told(device, 'message:recalled', `message ${pushId}`);
  }
  await showProgress(operator, pushId, { received: 2, read: 1, state: 'recalled' });
  await showHistory(le, `s:${id}`, [previewId, pushId, later]);
}

/**
 * @param {Person} operator
 * @param {Record<string, unknown>} push
 */
async function schedule(operator, push) {
  const answer = datasOf(await operator.post('cms/schedulePush', push), 'schedulePush');
  return /** @type {{ schedule_id: number }} */ (answer).schedule_id;
}

/**
 * @param {Person} operator
 * @param {number} serviceId
 */
async function scheduled(operator, serviceId) {
  const answer = await operator.get('cms/listScheduled', { service_id: String(serviceId) });
  return /** @type {{ schedules: Schedule[] }} */ (datasOf(answer, 'listScheduled')).schedules;
}

/**
 * @param {Person} operator
 * @param {number} serviceId
 * @param {number} scheduleId
 */
async function whenSent(operator, serviceId, scheduleId) {
  for (const start = performance.now(); ; await sleep(LOOK_MS)) {
    const found = (await scheduled(operator, serviceId)).find(({ schedule_id }) => schedule_id === scheduleId);
    if (found?.state === 'sent') return found;
    insist(performance.now() - start < PATIENCE_MS, `schedule ${scheduleId} is sent (it is ${found?.state})`);
  }
}

/**
 * @param {Person} operator
 * @param {number} serviceId
 * @param {readonly string[]} expected
 */
async function show(operator, serviceId, expected) {
  const schedules = await scheduled(operator, serviceId);
  const found = schedules.map(({ schedule_id, state }) => `${schedule_id} ${state}`).join(', ');
  insist(found === expected.join(', '), `the schedules are ${expected.join(', ')} (they are ${found})`);
  list(
    operator.name,
    'listScheduled',
    schedules.map((s) => `${s.schedule_id}  ${s.send_at}  ${s.receivers} receivers, ${s.state}`),
  );
}

/**
 * A time of the server's, in its own zone, which `send_at` is in and nothing tells but what it rendered.
 * @param {{ sendTime: string, at: number }} now
 * @param {number} seconds from this moment on
 * @returns {string} YYYY-MM-DD HH:mm:ss
 */
function timeIn({ sendTime, at }, seconds) {
  const ms = Date.parse(`${sendTime.replace(' ', 'T')}Z`) + (performance.now() - at) + seconds * 1000;
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
