/** The demo cannot go on: the message says why, in words for whoever started it. */
export class DemoError extends Error {}

/**
 * What the transcript claims has to be so.
 * @param {boolean} isSo
 * @param {string} claim
 * @throws {DemoError}
 */
export function insist(isSo, claim) {
  if (!isSo) throw new DemoError(`This did not happen: ${claim}`);
}
