import { SignJWT } from 'jose';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { API_KEY, JWT_SECRET, type Subject } from './subject.js';

const SECRET = new TextEncoder().encode(JWT_SECRET);
const AT_ONCE = 1_000;

/** A user's token, good for longer than any run. */
export function tokenOf(uid: number): Promise<string> {
  const token = new SignJWT().setProtectedHeader({ alg: 'HS256' }).setSubject(String(uid)).setAudience('chat');
  return token.setExpirationTime('12h').sign(SECRET);
}

/** @throws Error where it is refused */
export async function cms(subject: Subject, call: string, parameters: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${subject.port}${BASE_PATH}/cms/${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': API_KEY },
    body: JSON.stringify(parameters),
  });
  const { datas, ...refusal } = (await response.json()) as { datas?: unknown };
  if (datas === undefined) throw new Error(`${call}: ${JSON.stringify(refusal)}`);
  return datas;
}

export async function importUsers(subject: Subject, uids: readonly number[]): Promise<void> {
  for (let from = 0; from < uids.length; from += AT_ONCE) {
    const users = uids.slice(from, from + AT_ONCE).map((user_id) => ({ user_id, nickname: `u${user_id}`, photo: '' }));
    await cms(subject, 'importUsers', { users });
  }
}
