import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { SocketSession } from '../auth/socket-session.js';
import { UserAuthenticator } from '../auth/user-authenticator.js';
import { type Connection, ConnectionRegistry } from './connection-registry.js';
import { GroupRooms } from './group-rooms.js';
import { HandshakeDoor, type Next } from './handshake-door.js';
import { HandshakeQueue } from './handshake-queue.js';
import { NodeLink } from './nodes/node-link.js';
import { SyncHints } from './nodes/sync-hints.js';
import { limitOutgoing } from './outgoing-limit.js';
import { userRoom } from './rooms.js';
import { SessionEnder } from './session-ender.js';

/**
 * The handshake of the default namespace: authenticates, and joins all rooms before it is answered, so that every
 * push after the client's `connect` reaches it.
 */
@Injectable()
export class Handshake {
  constructor(
    private readonly authenticator: UserAuthenticator,
    private readonly connections: ConnectionRegistry,
    private readonly groups: GroupRooms,
    private readonly sessions: SessionEnder,
    private readonly link: NodeLink,
    private readonly hints: SyncHints,
    private readonly door: HandshakeDoor,
    private readonly queue: HandshakeQueue,
  ) {}

  /** For Socket.IO's `use`. */
  admit(socket: Socket, next: Next): Promise<void> {
    return this.door.admit(socket, next, (language) => this.open(socket, language));
  }

  private async open(socket: Socket, language: SocketSession['language']): Promise<void> {
    const token: unknown = (socket.handshake.auth as { token?: unknown }).token;
    const verified = await this.door.identify(socket, () =>
      this.authenticator.verify(typeof token === 'string' ? token : undefined),
    );
    const identity = { kind: 'user', uid: verified.uid } as const;
    this.door.checkCaller(identity);
    socket.data = { ...verified, identity, language } satisfies SocketSession;

    const connection = await this.queue.run(async () => {
      // While it waited it may have left, or come too often beside.
      this.door.assertOpen(socket);
      this.door.checkCaller(identity);
      // Registered before anything is read: what happens during the reads reaches it.
      const connection = this.connections.add(verified.uid, socket);
      this.forgetWhenGone(connection);
      await this.door.identify(socket, () => this.authenticator.assertActive(verified), identity);
      this.door.countCaller(identity);
      this.door.assertOpen(socket);
      await socket.join(userRoom(verified.uid));
      await this.groups.joinAll(connection);
      return connection;
    });
    // Other nodes' pushes too: a subscription that is not confirmed yet would lose those right after `connect`.
    const isHeard = await this.link.settled([...socket.rooms]);
    // Before that, somebody may have been added to a group through another node, unheard here.
    if (this.link.state !== 'off') {
      await this.groups.joinAll(connection);
      // A Redis that did not answer just now is not waited for twice.
      const channels = [...socket.rooms];
      if (!isHeard || !(await this.link.settled(channels))) void this.hints.tellOnceHeard(socket, channels);
    }
    if (connection.ended) throw connection.ended;
    this.door.assertOpen(socket);
    this.sessions.watch(connection);
    limitOutgoing(socket);
  }

  /** A handshake that is refused, or whose client leaves, never sees `disconnect`: its connection closes instead. */
  private forgetWhenGone(connection: Connection): void {
    const { socket } = connection;
    const forget = (): void => {
      this.connections.remove(connection);
      this.sessions.forget(connection);
    };
    socket.once('disconnect', forget);
    socket.conn.once('close', forget);
  }
}
