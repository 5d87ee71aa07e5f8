// What the server tells the demo, over HTTP and to its devices.
import { DemoError } from './demo-error.mjs';

const ACK_MS = 10_000;
const PUSH_MS = 5_000;

/**
 * An answer's envelope, of whatever door.
 * @typedef {{ datas?: unknown, error_code?: number, error_msg?: string }} Answer
 */

/**
 * A message on the wire, as far as the demo looks at it.
 * @typedef {object} Push
 * @property {number} msg_id
 * @property {string} msg_type
 * @property {string} send_time
 * @property {{ uid: string, nickname: string }} from
 * @property {{ text?: string, pic_small?: string, pic_big?: string, title?: string, url?: string }} body
 * @property {string} conversation_id
 * @property {number} seq
 * @property {string} [client_msg_id]
 * @property {boolean} [recalled]
 * @property {{ group_id: string, group_type: string }} [group]
 */

/**
 * What the other events carry, each of them some of it.
 * @typedef {object} Notice
 * @property {number} [relation_apply_id]
 * @property {{ uid: string, nickname: string, photo: string }} [from]
 * @property {string} [comment]
 * @property {{ group_id: string, group_type: string }} [group]
 * @property {string} [uid]
 * @property {string} [until]
 * @property {number} [msg_id]
 * @property {number} [status]
 * @property {number} [received]
 * @property {number} [read]
 */

/** A connected device: remembers everything that it was sent. */
export class Device {
  /**
   * @param {{ uid: number, name: string }} owner
   * @param {string} kind
   * @param {import('socket.io-client').Socket} socket
   */
  constructor(owner, kind, socket) {
    this.name = `${owner.name}'s ${kind}`;
    this.uid = owner.uid;
    this.socket = socket;
    /** @type {Push[]} */
    this.received = [];
    /** @type {{ event: string, notice: Notice }[]} */
    this.notices = [];
    /** @type {Set<() => void>} */
    this.waiting = new Set();
    socket.onAny((/** @type {string} */ event, /** @type {unknown} */ payload) => {
      if (event === 'message') this.received.push(/** @type {Push} */ (payload));
      else this.notices.push({ event, notice: /** @type {Notice} */ (payload) });
      for (const look of this.waiting) look();
    });
  }

  /**
   * Sends an event and waits for its acknowledgement.
   * @param {string} event
   * @param {object} parameters
   * @returns {Promise<Answer>}
   */
  async emit(event, parameters) {
    try {
      /** @type {unknown} */
      const answer = await this.socket.timeout(ACK_MS).emitWithAck(event, parameters);
      return /** @type {Answer} */ (answer);
    } catch {
      throw new DemoError(`${this.name}: ${event} was not acknowledged within ${ACK_MS / 1000} s.`);
    }
  }

  /**
   * The push of a message; waits for it.
   * @param {number} msgId
   * @returns {Promise<Push>}
   */
  push(msgId) {
    return this.until(() => this.find(msgId), `push of message ${msgId}`);
  }

  /**
   * The first event of this name that fits and was not taken before; waits for it.
   * @param {string} event
   * @param {(notice: Notice) => boolean} fits
   * @returns {Promise<Notice>}
   */
  take(event, fits) {
    return this.until(() => {
      const at = this.notices.findIndex((told) => told.event === event && fits(told.notice));
      return at < 0 ? undefined : this.notices.splice(at, 1)[0]?.notice;
    }, event);
  }

  /**
   * @template T
   * @param {() => T | undefined} find looks again whenever something has come
   * @param {string} what
   * @returns {Promise<T>}
   */
  until(find, what) {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const look = () => {
        const found = find();
        if (found === undefined) return;
        done();
        resolve(found);
      };
      const timer = setTimeout(() => {
        done();
        reject(new DemoError(`${this.name} got no ${what} within ${PUSH_MS / 1000} s.`));
      }, PUSH_MS);
      this.waiting.add(look);
      look();
    });
  }

  /**
   * The push of a message, if it has come.
   * @param {number} msgId
   * @returns {Push | undefined}
   */
  find(msgId) {
    return this.received.find((push) => push.msg_id === msgId);
  }

  close() {
    this.socket.close();
  }
}
