import type { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CmsAuthenticator } from '../../src/auth/cms-authenticator.js';
import { OperatorStandings } from '../../src/auth/operators/operator-standings.js';
import { UserAuthenticator } from '../../src/auth/user-authenticator.js';
import { MembershipService } from '../../src/groups/membership.service.js';
import { ChatGateway } from '../../src/realtime/chat.gateway.js';
import { CmsConnections } from '../../src/realtime/cms/cms-connections.js';
import { CMS_ROOM } from '../../src/realtime/cms/cms-rooms.js';
import { ConnectionRegistry } from '../../src/realtime/connection-registry.js';
import { SessionEnder } from '../../src/realtime/session-ender.js';
import { NodeLink } from '../../src/realtime/nodes/node-link.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { holdUp } from './support/held-up.js';
import { OperatorClient } from './support/operators.js';

describe('A client that goes away during its handshake', () => {
  let chat: ChatApp;
  let server: Server;

  beforeAll(async () => {
    const afterInit = vi.spyOn(ChatGateway.prototype, 'afterInit');
    chat = await startChat();
    [[server]] = afterInit.mock.calls as [[Server]];
    await chat.client.importUsers(1);
    await chat.client.saveGroup(1, 1, [1]);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  /** Connections that the transport knows. */
  const open = (): number => server.engine.clientsCount;
  /** What is remembered of connections, here and until their tokens end. */
  const remembered = (): number => {
    const { expiring } = chat.app.get<SessionEnder, { expiring: Map<number, Set<unknown>> }>(SessionEnder);
    const watched = [...expiring.values()].reduce((sum, { size }) => sum + size, 0);
    const rooms = server.of('/cms').adapter.rooms.size;
    return watched + chat.app.get(ConnectionRegistry).size + chat.app.get(CmsConnections).all.length + rooms;
  };

  /** Holds the handshake up within a step of it, leaves, and lets it go on. */
  async function leaveDuring(target: object, step: string, namespace = '/', token?: string): Promise<void> {
    const held = holdUp(target, step);
    const socket = io(chat.client.url + namespace, {
      auth: { token: token ?? (await chat.client.token(1)) },
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
    });
    await held.inside;
    socket.close();
    await expect.poll(open).toBe(0);
    held.goOn();
  }

  it.each([
    ['while its token is looked at', () => chat.app.get(UserAuthenticator), 'verify'],
    ['while its user is looked up', () => chat.app.get(UserAuthenticator), 'assertActive'],
    ['while its groups are read', () => chat.app.get(MembershipService), 'groupsOf'],
  ])('%s leaves nothing behind', async (_when, target, step) => {
    const before = remembered();
    await leaveDuring(target(), step);
    // A whole handshake later whatever was to happen has happened.
    const other = await chat.client.connect(1);
    await other.emit('message:send', {});
    other.close();
    await expect.poll(open).toBe(0);
    await expect.poll(remembered).toBe(before);
  });

  it.each([
    ['while its token is looked at', () => chat.app.get(CmsAuthenticator), 'authenticate'],
    ['while its accounts are read', () => chat.app.get(OperatorStandings), 'find'],
    ['while other nodes are listened to', () => chat.app.get(NodeLink), 'settled'],
  ])('of /cms, %s, leaves nothing behind', async (_when, target, step) => {
    const { token } = await OperatorClient.create(chat.client, `lin-${step}`, 'operator');
    const before = remembered();
    await leaveDuring(target(), step, '/cms', token);
    const other = await chat.client.connectCms({ token });
    expect(server.of('/cms').adapter.rooms.get(CMS_ROOM)?.size).toBe(1);
    other.close();
    await expect.poll(open).toBe(0);
    await expect.poll(remembered).toBe(before);
  });
});
