import { request } from 'node:http';
import { connect } from 'node:net';

/** An answer with nothing interpreted but its JSON. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: { datas?: unknown; error_code?: number; error_msg?: string };
}

export interface RawRequest {
  readonly method?: string;
  /** As it goes on the wire. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Without Content-Length, so that the server has to count. */
  readonly chunked?: boolean;
}

type Head = Pick<RawAnswer, 'status' | 'headers'>;

const TIMEOUT_MS = 10_000;
/** Between two parts of a body, so that the server sees them one by one. */
const PART_MS = 5;

/** A request that `fetch` would correct or refuse. @throws Error where the answer is no JSON */
export async function sendRaw(
  url: string,
  { method = 'GET', path, headers, body, chunked }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const length = body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { hostname, port, method, path, headers: { ...length, ...headers }, agent: false };
  const [head, text] = await new Promise<[Head, string]>((resolve, reject) => {
    const outgoing = request({ ...options, timeout: TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        // A server that answers early closes while the body is still on its way.
        outgoing.removeAllListeners('error').on('error', () => undefined);
        outgoing.destroy();
        resolve([{ status: response.statusCode ?? 0, headers: response.headers }, Buffer.concat(chunks).toString()]);
      });
    });
    outgoing.once('error', reject).once('timeout', () => outgoing.destroy(new Error(`No answer to ${method} ${path}`)));
    if (chunked && body !== undefined) outgoing.write(body.slice(0, body.length / 2));
    outgoing.end(chunked ? body?.slice(body.length / 2) : body);
  });
  return { ...head, body: parse(text) };
}

/** Bytes as they are, and what came back until the server closed. @throws Error where that is no JSON */
export async function sendBytes(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const text = await new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('The server neither answered nor closed')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
  return answerOf(text);
}

/**
 * As a proxy does it: writes everything, a part after the other, and only then reads, until the server closes.
 * @throws Error where the connection was reset before
 */
export async function sendPartsThenRead(url: string, parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('The server neither answered nor closed')));
  const failed = new Promise<never>((_, reject) => socket.on('error', reject));
  const write = (part: string | Buffer): Promise<void> =>
    new Promise((resolve) => socket.write(part, () => setTimeout(resolve, PART_MS)));
  const everything = async (): Promise<string> => {
    for (const part of parts) await write(part);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };
  return answerOf(await Promise.race([everything(), failed]));
}

function answerOf(text: string): RawAnswer {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [line.split(': ')[0]?.toLowerCase(), line.split(': ')[1]]);
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers), body: parse(body) };
}

function parse(text: string): RawAnswer['body'] {
  try {
    return JSON.parse(text) as RawAnswer['body'];
  } catch {
    throw new Error(`Not in the envelope: ${JSON.stringify(text.slice(0, 300))}`);
  }
}
