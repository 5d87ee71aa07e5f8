import { io, type Socket } from 'socket.io-client';
import * as parser from 'socket.io-parser';
import { BASE_PATH } from '../../support/chat/chat-client.js';
import type { Operation, Transport } from './api-document.js';
import type { Input } from './parameters.js';
import { insertRawJson, toJsonText } from './raw-json.js';

/** What came back, however it travelled. */
export interface Outcome {
  /** Undefined for an acknowledgement. */
  readonly status: number | undefined;
  readonly requestId: string | null | undefined;
  readonly ms: number;
  readonly answer: { datas?: unknown; error_code?: number; error_msg?: string };
}

export interface Credentials {
  /** By who may call: the headers to call with. */
  readonly headers: Record<Operation['access'], Record<string, string>>;
  readonly socket: Socket;
}

/** An answer that takes longer is a fault, whatever it says. */
export const MAX_MS = 2_000;
const TIMEOUT_MS = 20_000;
/** Of a whole request line; Node's parser allows 16 KB of headers. */
const MAX_QUERY = 12_000;

/** Whether values travel as text. */
export function isTextual(transport: Transport): boolean {
  return transport === 'form' || transport === 'multipart' || transport === 'query';
}

/** Whether the transport can carry that much. */
export function carries(transport: Transport, input: Input): boolean {
  return transport !== 'query' || queryOf(input).length < MAX_QUERY;
}

/** Sends an input as the transport does it, and gives what came back. */
export async function send(
  url: string,
  { name, access }: Operation,
  transport: Transport,
  input: Input,
  { headers, socket }: Credentials,
): Promise<Outcome> {
  const start = performance.now();
  if (transport === 'socket') {
    const answer = (await socket.timeout(TIMEOUT_MS).emitWithAck(name, input)) as Outcome['answer'];
    return { status: undefined, requestId: undefined, ms: performance.now() - start, answer };
  }
  const call = `${url}/${BASE_PATH.replace(/^\//, '')}/${name}`;
  const response =
    transport === 'query'
      ? await fetch(`${call}?${queryOf(input)}`, { headers: headers[access] })
      : await fetch(call, { method: 'POST', ...bodyOf(transport, input, headers[access]) });
  const answer = (await response.json()) as Outcome['answer'];
  const requestId = response.headers.get('x-request-id');
  return { status: response.status, requestId, ms: performance.now() - start, answer };
}

function bodyOf(transport: Transport, input: Input, headers: Record<string, string>): RequestInit {
  if (transport === 'json')
    return { headers: { ...headers, 'content-type': 'application/json' }, body: toJsonText(input) };
  if (transport === 'form') return { headers, body: new URLSearchParams(textsOf(input)) };
  const form = new FormData();
  for (const [key, text] of textsOf(input)) form.append(key, text);
  return { headers, body: form };
}

function queryOf(input: Input): string {
  return new URLSearchParams(textsOf(input)).toString();
}

/** Forms and queries carry text, or several where a name is repeated; all else is JSON text there, as `message` is. */
function textsOf(input: Input): [string, string][] {
  return Object.entries(input).flatMap(([key, value]) => {
    if (typeof value === 'string') return [[key, value] satisfies [string, string]];
    const repeated = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return repeated
      ? value.map((text): [string, string] => [key, text])
      : [[key, toJsonText(value)] satisfies [string, string]];
  });
}

class RawEncoder extends parser.Encoder {
  override encode(packet: parser.Packet): unknown[] {
    return super.encode(packet).map((part: unknown) => (typeof part === 'string' ? insertRawJson(part) : part));
  }
}

/** A connected socket whose events may hold raw pieces of JSON. */
export function connectRaw(url: string, token: string): Promise<Socket> {
  const options = { auth: { token }, forceNew: true, reconnection: false, transports: ['websocket'] };
  const socket = io(url, { ...options, parser: { ...parser, Encoder: RawEncoder } });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}
