// One HTTP request of the demo, and the envelope that answers it.
import { DemoError } from './demo-error.mjs';

const BASE_PATH = '/anlife/v1.0/chat';
const PATIENCE_MS = 10_000;

/** @typedef {import('./demo-device.mjs').Answer} Answer */

/**
 * @param {Answer} answer
 * @returns {string} code and text
 */
export function refusalOf({ error_code, error_msg }) {
  return `${error_code} ${error_msg}`;
}

/**
 * One HTTP request under the base path: GET without parameters, else POST with a JSON body.
 * @param {string} url
 * @param {string} call
 * @param {Record<string, string>} headers
 * @param {Record<string, unknown>} [parameters]
 * @returns {Promise<Answer>}
 */
export async function request(url, call, headers, parameters) {
  const common = { 'Accept-Language': 'en', ...headers };
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const { signal } = patience;
  const init = parameters
    ? {
        method: 'POST',
        headers: { ...common, 'Content-Type': 'application/json' },
        body: JSON.stringify(parameters),
        signal,
      }
    : { headers: common, signal };
  let text = '';
  try {
    text = await (await fetch(`${url}${BASE_PATH}/${call}`, init)).text();
  } catch {
    throw new DemoError(`No server answers at ${url}: start one with "npm start", or name it with --url.`);
  } finally {
    clearTimeout(timer);
  }
  try {
    /** @type {unknown} */
    const answer = JSON.parse(text);
    return /** @type {Answer} */ (answer);
  } catch {
    throw new DemoError(`${url} is not a chat server: it does not answer in JSON.`);
  }
}
