import { type CryptoKey, type KeyObject, SignJWT } from 'jose';
import { TEST_JWT_SECRET } from '../../support/chat/chat-app.js';
import type { ChatClient } from '../../support/chat/chat-client.js';
import type { Answer } from '../../support/chat/envelope.js';
import { UserSocket } from '../../support/chat/user-socket.js';

export const secretKey = (secret: string = TEST_JWT_SECRET): Uint8Array => new TextEncoder().encode(secret);

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

export interface Signing {
  readonly alg?: string;
  readonly key?: CryptoKey | KeyObject | Uint8Array;
  readonly kid?: string;
}

/** A token that is good for user 1, unless `claims` (undefined takes one out) or `signing` spoil it. */
export function sign(claims: Record<string, unknown> = {}, { alg = 'HS256', key, kid }: Signing = {}): Promise<string> {
  const all = { sub: '1', aud: 'chat', exp: inSeconds(60), ...claims };
  const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(payload)
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .sign(key ?? secretKey());
}

/** The same question through both doors: a REST call and a socket's handshake. */
export async function ask(client: ChatClient, token: string): Promise<{ rest: Answer; handshake: Answer }> {
  const rest = await client.get('user/getUserInfo', { user_id: 1 }, { authorization: `Bearer ${token}` });
  return { rest, handshake: await handshakeOf(client, token) };
}

async function handshakeOf(client: ChatClient, token: string): Promise<Answer> {
  // A server that cuts the connection off says nothing at all.
  const silence = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), 6_000).unref());
  try {
    const connecting = UserSocket.connect(client.url, { token });
    connecting.then(
      (socket) => socket.close(),
      () => undefined,
    );
    await Promise.race([connecting, silence]);
    return { status: 0, datas: 'connected' };
  } catch (error) {
    return { status: 0, ...((error as { data?: object }).data ?? { error_msg: String(error) }) };
  }
}

/** What both doors say: the error code, or 'ok'. @throws Error where they disagree */
export async function judge(client: ChatClient, token: string): Promise<number | 'ok'> {
  const { rest, handshake } = await ask(client, token);
  if (rest.error_code !== handshake.error_code || rest.error_msg !== handshake.error_msg) {
    throw new Error(`The doors disagree: ${JSON.stringify({ rest, handshake })}`);
  }
  return rest.error_code ?? 'ok';
}
