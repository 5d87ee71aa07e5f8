import { Agent, request } from 'node:http';
import type { Answer } from '../chat/envelope.js';

export interface Called<T> {
  readonly answer: Answer<T>;
  readonly retryAfter: string | undefined;
  /** From handing the request to the kernel until its answer was read. */
  readonly ms: number;
}

/**
 * Calls that cost the caller little: hundreds at once wait for the server, and not for `fetch`, which shares its
 * processor. One connection for each call under way, kept for later ones.
 */
export class KeepAliveCaller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 10_000 });

  /** @param base of the calls: url and base path */
  constructor(private readonly base: string) {}

  post<T>(call: string, token: string, parameters: object): Promise<Called<T>> {
    const body = JSON.stringify(parameters);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    return new Promise((resolve, reject) => {
      const since = performance.now();
      const outgoing = request(`${this.base}/${call}`, { method: 'POST', agent: this.agent, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const ms = performance.now() - since;
          const envelope = JSON.parse(Buffer.concat(parts).toString('utf8')) as Omit<Answer<T>, 'status'>;
          const answer = { status: response.statusCode ?? 0, ...envelope };
          resolve({ answer, retryAfter: response.headers['retry-after'], ms });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
