// Who talks to the server in the demo: the host app with its CMS key, users and operators with their tokens.
import { Device } from './demo-device.mjs';
import { DemoError } from './demo-error.mjs';
import { refusalOf, request } from './demo-request.mjs';

/** @typedef {import('./demo-device.mjs').Answer} Answer */

/** The host app's server: what it does with the CMS key. */
export class HostApp {
  /**
   * @param {string} url http://host:port
   * @param {string} apiKey
   */
  constructor(url, apiKey) {
    this.url = url;
    this.apiKey = apiKey;
  }

  /**
   * A CMS call.
   * @param {string} call
   * @param {Record<string, unknown>} parameters
   * @returns {Promise<unknown>} `datas`
   * @throws {DemoError} where it is refused
   */
  async call(call, parameters) {
    return this.datas(call, await request(this.url, `cms/${call}`, this.headers(), parameters));
  }

  /**
   * A CMS call that only asks.
   * @param {string} call
   * @param {Record<string, string>} query
   * @returns {Promise<unknown>} `datas`
   * @throws {DemoError} where it is refused
   */
  async ask(call, query) {
    const path = `cms/${call}?${new URLSearchParams(query).toString()}`;
    return this.datas(call, await request(this.url, path, this.headers()));
  }

  headers() {
    return { 'X-Api-Key': this.apiKey };
  }

  /**
   * @param {string} call
   * @param {Answer} answer
   */
  datas(call, answer) {
    if (answer.error_code === 10001) throw new DemoError('The server does not take this CMS key: set CMS_API_KEY.');
    if (answer.datas === undefined) throw new DemoError(`cms/${call} was refused: ${refusalOf(answer)}`);
    return answer.datas;
  }

  /**
   * Gets a token for a user that was imported.
   * @param {number} uid
   * @param {string} name
   */
  async signIn(uid, name) {
    const { token } = /** @type {{ token: string }} */ (await this.call('issueUserToken', { user_id: uid }));
    return new Person(this.url, uid, name, token);
  }

  /**
   * Lets a person who works with the CMS log in.
   * @param {string} username
   * @param {string} password
   */
  async logIn(username, password) {
    const { token } = /** @type {{ token: string }} */ (await this.call('login', { username, password }));
    return new Person(this.url, 0, username, token);
  }
}

/** Somebody who is signed in: a user of the app, or an operator of the CMS, who is no user (uid 0). */
export class Person {
  /**
   * @param {string} url
   * @param {number} uid
   * @param {string} name
   * @param {string} token
   */
  constructor(url, uid, name, token) {
    this.url = url;
    this.uid = uid;
    this.name = name;
    this.token = token;
  }

  /**
   * @param {string} call such as message/sendMessage
   * @param {Record<string, unknown>} parameters
   */
  post(call, parameters) {
    return request(this.url, call, this.headers(), parameters);
  }

  /**
   * @param {string} call
   * @param {Record<string, string>} query
   */
  get(call, query) {
    return request(this.url, `${call}?${new URLSearchParams(query).toString()}`, this.headers());
  }

  /**
   * Connects one of this user's devices.
   * @param {string} kind phone, tablet …
   * @param {typeof import('socket.io-client').io} io
   * @param {string} [namespace] operators: /cms
   * @returns {Promise<Device>} once it is connected: no push sent from now on passes it by
   */
  async connect(kind, io, namespace = '') {
    const socket = io(`${this.url}${namespace}`, {
      auth: { token: this.token },
      extraHeaders: { 'Accept-Language': 'en' },
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
    });
    const device = new Device(this, kind, socket);
    await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('connect_error', (/** @type {Error & { data?: Answer }} */ error) => {
        socket.close();
        const why = error.data ? refusalOf(error.data) : error.message;
        reject(new DemoError(`${device.name} could not connect: ${why}`));
      });
    });
    return device;
  }

  headers() {
    return { Authorization: `Bearer ${this.token}` };
  }
}
