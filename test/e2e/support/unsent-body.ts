import { request } from 'node:http';
import type { Answer } from '../../support/chat/envelope.js';

const TIMEOUT_MS = 5_000;
const LENGTH = 100_000;

/**
 * What a POST is answered whose body never comes: whatever the server says, it says without the body.
 * @param path of the server
 * @throws Error where it waits for the body
 */
export function postWithoutBody(url: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}${path}`, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': LENGTH, ...headers },
    });
    const waited = setTimeout(() => outgoing.destroy(new Error(`${path}: the body is waited for`)), TIMEOUT_MS);
    outgoing.once('error', reject).once('close', () => clearTimeout(waited));
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      const { statusCode: status = 0, headers: answered } = response;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        // The response is not over before the body is: its length tells that the answer is whole.
        if (bytes.length < Number(answered['content-length'])) return;
        resolve({ status, ...(JSON.parse(bytes.toString()) as object) });
        outgoing.destroy();
      });
    });
    outgoing.flushHeaders();
  });
}
