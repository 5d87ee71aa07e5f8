import type { Server } from 'socket.io';
import { Manager } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CmsAuthenticator } from '../../src/auth/cms-authenticator.js';
import { UserAuthenticator } from '../../src/auth/user-authenticator.js';
import { MembershipService } from '../../src/groups/membership.service.js';
import { ChatGateway } from '../../src/realtime/chat.gateway.js';
import { SessionEnder } from '../../src/realtime/session-ender.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { holdUp } from './support/held-up.js';

/** When a session without a namespace is ended (pending-sessions.ts). */
const ENDED_AFTER_MS = 5_000;

describe('A handshake whose reads take long', () => {
  let chat: ChatApp;
  let server: Server;

  beforeAll(async () => {
    const afterInit = vi.spyOn(ChatGateway.prototype, 'afterInit');
    chat = await startChat();
    [[server]] = afterInit.mock.calls as [[Server]];
    await chat.client.importUsers(1);
    await chat.client.saveGroup(1, 1, [1]);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    chat.client.close();
  });
  afterAll(() => chat.close());

  const user = () => chat.client.connect(1);
  const key = () => chat.client.connectCms({ api_key: TEST_API_KEY });

  it.each([
    ['while its user is looked up', () => chat.app.get(UserAuthenticator), 'assertActive', user],
    ['while its groups are read', () => chat.app.get(MembershipService), 'groupsOf', user],
    ['while its operator is looked up', () => chat.app.get(CmsAuthenticator), 'authenticate', key],
  ])('%s is told 10007 before its connection is ended, and may come again', async (_when, target, step, come) => {
    const held = holdUp(target(), step);
    const began = performance.now();
    await expect(come()).rejects.toMatchObject({ data: { error_code: 10007 } });
    expect(performance.now() - began).toBeLessThan(ENDED_AFTER_MS);
    expect(chat.log.at(-1)).toMatchObject({ door: 'handshake', msg: 'A handshake took too long' });
    held.goOn();
    await come();
  });

  it('goes no further, where its connection stays for another namespace', async () => {
    const manager = new Manager(chat.client.url, { transports: ['websocket'], reconnection: false });
    const desk = manager.socket('/cms', { auth: { api_key: TEST_API_KEY } });
    await new Promise<void>((resolve) => desk.once('connect', resolve));
    const reads = vi.spyOn(chat.app.get(MembershipService), 'groupsOf');
    const watched = vi.spyOn(chat.app.get(SessionEnder), 'watch');
    const held = holdUp(chat.app.get(UserAuthenticator), 'assertActive');
    const device = manager.socket('/', { auth: { token: await chat.client.token(1) } });
    const refusal = new Promise((resolve) => device.once('connect_error', resolve));
    expect(await refusal).toMatchObject({ data: { error_code: 10007 } });
    held.goOn();
    // A whole handshake later whatever was to happen has happened.
    const other = await user();
    await other.emit('message:send', {});
    expect([reads.mock.calls.length, watched.mock.calls.length]).toEqual([1, 1]);
    expect([...server.of('/').adapter.sids.keys()]).toEqual([...server.of('/').sockets.keys()]);
    expect(desk.connected).toBe(true);
    desk.close();
  });
});
