import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { UserAuthenticator } from '../../src/auth/user-authenticator.js';
import { HandshakeQueue } from '../../src/realtime/handshake-queue.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { UserSocket } from '../support/chat/user-socket.js';
import { keepPlaces } from './support/handshakes.js';
import { sign } from './support/tokens.js';

const LIMIT = 8;
/** Handshakes of one user that are refused within a minute, where RATE_LIMIT is less (call-limits.ts). */
const REFUSED = 100;
/** Handshakes that have their turn at a time: so many may be under way when the limit is reached. */
const AT_ONCE = 4;

describe('Handshakes with the token of somebody who may not come in', () => {
  let chat: ChatApp;
  let queue: HandshakeQueue;
  let uid = 100;
  let addresses = 0;

  beforeAll(async () => {
    chat = await startChat({ RATE_LIMIT: String(LIMIT), TRUST_PROXY: 'true' });
    queue = chat.app.get(HandshakeQueue);
  });
  beforeEach(() => {
    uid += 1;
  });
  afterEach(() => {
    vi.restoreAllMocks();
    chat.client.close();
  });
  afterAll(() => chat.close());

  /** Each from an address of its own. @returns its code, 0 where it is let in */
  async function handshake(token: string): Promise<number> {
    addresses += 1;
    const address = `10.0.${Math.floor(addresses / 250)}.${addresses % 250}`;
    try {
      const socket = await UserSocket.connect(
        chat.client.url,
        { token },
        { extraHeaders: { 'x-forwarded-for': address } },
      );
      socket.close();
      return 0;
    } catch (error) {
      return (error as { data: { error_code: number } }).data.error_code;
    }
  }
  const many = (count: number, token: string): Promise<number[]> =>
    Promise.all(Array.from({ length: count }, () => handshake(token)));
  const times = (count: number, code: number): number[] => Array<number>(count).fill(code);

  /** So many wait in line before the first has its turn. @returns their codes, and how often was looked who may come in */
  async function inLine(count: number, token: string): Promise<{ codes: number[]; looks: number }> {
    const looks = vi.spyOn(chat.app.get(UserAuthenticator), 'assertActive');
    const kept = await keepPlaces(queue);
    onTestFinished(kept.leave);
    const codes = many(count, token);
    await expect.poll(() => queue.waiting).toBe(count);
    await kept.leave();
    return { codes: (await codes).sort(), looks: looks.mock.calls.length };
  }

  it.each([
    [
      'banned',
      async () => {
        await chat.client.importUsers(uid);
        await chat.client.cms('banUser', { user_id: uid });
      },
    ],
    [
      'deleted',
      async () => {
        await chat.client.importUsers(uid);
        await chat.client.cms('deleteUser', { user_id: uid });
      },
    ],
    ['never imported', () => Promise.resolve()],
  ])('take no more turns of others than so many, from whatever addresses: %s', async (_who, prepare) => {
    await prepare();
    const token = await sign({ sub: String(uid) });
    expect(await many(REFUSED, token)).toEqual(times(REFUSED, 10001));
    // The next do not even wait in line.
    const kept = await keepPlaces(queue);
    onTestFinished(kept.leave);
    const began = performance.now();
    expect(await many(3, token)).toEqual(times(3, 10005));
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('are looked at no more often, either, where they wait in line together', async () => {
    const token = await sign({ sub: String(uid) });
    await many(REFUSED - 5, token);
    const { codes, looks } = await inLine(15, token);
    expect(codes).toEqual([...times(5, 10001), ...times(10, 10005)]);
    expect(looks).toBeLessThan(5 + AT_ONCE);
  });

  it('are not looked up once their user, who may come in, has come too often beside', async () => {
    await chat.client.importUsers(uid);
    const { codes, looks } = await inLine(3 * LIMIT, await sign({ sub: String(uid) }));
    expect(codes).toEqual([...times(LIMIT, 0), ...times(2 * LIMIT, 10005)]);
    expect(looks).toBeLessThan(LIMIT + AT_ONCE);
  });
});
