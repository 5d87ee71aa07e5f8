import { Agent, request } from 'node:http';
import { BASE_PATH } from '../../support/chat/chat-client.js';
import type { Answer } from '../../support/chat/envelope.js';

const PATIENCE_MS = 10_000;

/** One request, and what became of it when; milliseconds of `performance.now()`. */
export interface RestCall {
  readonly startedAt: number;
  /** The whole request was given to the operating system. */
  handedOverAt?: number;
  /** The head of the answer is here. */
  firstByteAt?: number;
  /** The body of the answer is here, too. */
  answeredAt?: number;
  answer?: Answer<number>;
  /** Why there is no answer: ECONNREFUSED, ECONNRESET … */
  failure?: string;
}

/**
 * Keep-alive HTTP that tells what a fault test has to know and `fetch` hides: whether a request had
 * left this process when the server died, and the moment at which an answer came back.
 */
export class RestCaller {
  /** Every call so far. */
  readonly calls: RestCall[] = [];
  /** Called in the very step in which an answer becomes known, before anybody who waits for it goes on. */
  onAnswer: ((call: RestCall) => void) | undefined;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: Infinity });

  constructor(private readonly url: string) {}

  /** Calls that were handed over whole and that nothing came back for. */
  get unanswered(): RestCall[] {
    return this.calls.filter((call) => call.handedOverAt !== undefined && call.firstByteAt === undefined);
  }

  /** @throws Error where no answer comes: refused, reset, or none within ten seconds */
  post(path: string, parameters: object, token: string): Promise<Answer<number>> {
    const call: RestCall = { startedAt: performance.now() };
    this.calls.push(call);
    const body = Buffer.from(JSON.stringify(parameters));
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const outgoing = request(`${this.url}${BASE_PATH}/${path}`, {
      method: 'POST',
      agent: this.agent,
      headers,
      timeout: PATIENCE_MS,
    });
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => {
        call.failure ??= error.code ?? error.message;
        reject(error);
      };
      outgoing.once('finish', () => (call.handedOverAt = performance.now()));
      outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
      outgoing.once('error', fail);
      outgoing.once('response', (incoming) => {
        call.firstByteAt = performance.now();
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', fail);
        incoming.once('end', () => {
          try {
            const envelope = JSON.parse(Buffer.concat(chunks).toString()) as object;
            call.answer = { ...envelope, status: incoming.statusCode ?? 0 };
          } catch {
            fail(new Error('the answer is not JSON'));
            return;
          }
          call.answeredAt = performance.now();
          this.onAnswer?.(call);
          resolve(call.answer);
        });
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
