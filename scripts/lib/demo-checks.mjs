// Who takes part in the demo, and what its scenes check alike.
import { DemoError, insist } from './demo-error.mjs';
import { refusalOf } from './demo-request.mjs';
import { got, page } from './demo-transcript.mjs';

/**
 * @typedef {import('./demo-device.mjs').Device} Device
 * @typedef {import('./demo-client.mjs').HostApp} HostApp
 * @typedef {import('./demo-client.mjs').Person} Person
 * @typedef {import('./demo-device.mjs').Push} Push
 * @typedef {import('./demo-device.mjs').Answer} Answer
 */

/**
 * @typedef {object} Cast
 * @property {HostApp} hostApp
 * @property {Person} an
 * @property {Person} ju
 * @property {Person} le
 * @property {Device} anPhone
 * @property {Device} juPhone
 * @property {Device} juTablet
 * @property {Device} lePhone
 * @property {number} groupId
 */

/** @param {string} content */
export function text(content) {
  return { msg_type: '1', body: { text: content } };
}

/**
 * What a call answered.
 * @param {Answer} answer
 * @param {string} what
 * @returns {unknown} `datas`
 * @throws {DemoError} where it was refused
 */
export function datasOf(answer, what) {
  if (answer.datas === undefined) throw new DemoError(`${what} was refused: ${refusalOf(answer)}`);
  return answer.datas;
}

/**
 * The id of a message that was accepted.
 * @param {Answer} answer
 * @param {string} what
 */
export function msgIdOf(answer, what) {
  const id = datasOf(answer, what);
  insist(Number.isSafeInteger(id), `${what} answers a msg_id, not ${JSON.stringify(id)}`);
  return /** @type {number} */ (id);
}

/**
 * A call that answers 1.
 * @param {Answer} answer
 * @param {string} what
 * @returns {string} for the transcript
 */
export function doneBy(answer, what) {
  insist(datasOf(answer, what) === 1, `${what} answers 1, not ${JSON.stringify(answer.datas)}`);
  return '1';
}

/**
 * A call that is refused with this code.
 * @param {Answer} answer
 * @param {number} code
 * @param {string} what
 * @returns {string} for the transcript
 */
export function refusedBy(answer, code, what) {
  insist(answer.error_code === code, `${what} is a ${code} (it was ${JSON.stringify(answer)})`);
  return `refused: ${refusalOf(answer)}`;
}

/**
 * @param {number} msgId
 * @param {string} content
 * @param {readonly Device[]} devices
 */
export async function showPushes(msgId, content, devices) {
  for (const device of devices) {
    const push = await device.push(msgId);
    insist(push.body.text === content, `${device.name} gets the text as it was sent`);
    const isOwn = push.from.uid === String(device.uid);
    insist(isOwn || push.client_msg_id === undefined, 'only the sender is shown the client_msg_id');
    got(device, push);
  }
}

/**
 * Reads a conversation and makes sure that it holds exactly these messages, in this order, at seq 1, 2, 3 …
 * @param {Person} reader
 * @param {string} conversationId
 * @param {readonly number[]} msgIds
 */
export async function showHistory(reader, conversationId, msgIds) {
  const answer = await reader.get('message/getHistory', { conversation_id: conversationId });
  insist(answer.datas !== undefined, `${reader.name} may read ${conversationId} (${refusalOf(answer)})`);
  const { messages } = /** @type {{ messages: Push[] }} */ (answer.datas);
  const found = messages.map(({ msg_id, seq }) => `${seq}:${msg_id}`).join(' ');
  const expected = msgIds.map((id, index) => `${index + 1}:${id}`).join(' ');
  insist(found === expected, `${conversationId} holds ${expected} for ${reader.name} (it holds ${found})`);
  page(reader.name, conversationId, messages);
}
