// What the demo prints. Names are Chinese, so columns are counted in terminal cells.

/**
 * @typedef {import('./demo-device.mjs').Device} Device
 * @typedef {import('./demo-device.mjs').Push} Push
 */

const SENDER_CELLS = 18;
const DEVICE_CELLS = 16;

/** @param {string} text */
export function title(text) {
  console.log(`\n${text}`);
}

/**
 * Somebody does something, and this is the answer.
 * @param {string} who
 * @param {string} what
 * @param {string} answer
 */
export function act(who, what, answer) {
  console.log(`\n  ${pad(who, SENDER_CELLS)}${what}\n  ${pad('', SENDER_CELLS)}→ ${answer}`);
}

/**
 * A device was pushed a message.
 * @param {Device} device
 * @param {Push} push
 */
export function got({ name, uid }, push) {
  const own = push.from.uid === String(uid) ? '  (their own: it was sent elsewhere)' : '';
  console.log(`      ${pad(name, DEVICE_CELLS)}got  ${line(push)}${own}`);
}

/**
 * A device was pushed nothing.
 * @param {Device} device
 * @param {string} why
 */
export function gotNothing({ name }, why) {
  console.log(`      ${pad(name, DEVICE_CELLS)}got  nothing: ${why}`);
}

/**
 * A device was told something that is no message.
 * @param {Device} device
 * @param {string} event
 * @param {string} what
 */
export function told({ name }, event, what) {
  console.log(`      ${pad(name, DEVICE_CELLS)}got  ${event}: ${what}`);
}

/**
 * Somebody looks something up, line by line.
 * @param {string} who
 * @param {string} call
 * @param {readonly string[]} lines
 */
export function list(who, call, lines) {
  console.log(`\n  ${who} asks ${call}`);
  for (const item of lines) console.log(`      ${item}`);
}

/**
 * A page of history, oldest message first.
 * @param {string} reader
 * @param {string} conversationId
 * @param {readonly Push[]} messages
 */
export function page(reader, conversationId, messages) {
  console.log(`\n  ${reader} reads ${conversationId}`);
  for (const message of messages) console.log(`      ${message.send_time}  ${line(message)}`);
}

/** @param {Push} push */
function line({ seq, from, body, recalled }) {
  const image = body.pic_small && `[image] ${body.pic_small}`;
  const article = body.title && `[article] ${body.title}`;
  return `#${seq} ${from.nickname}: ${recalled ? '[recalled]' : (body.text ?? image ?? article)}`;
}

/**
 * @param {string} text
 * @param {number} cells
 */
function pad(text, cells) {
  // A character of Chinese takes two cells.
  const taken = text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
  return text + ' '.repeat(Math.max(cells - taken, 1));
}
