import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { CmsAuthenticator } from '../../auth/cms-authenticator.js';
import type { IdentityHolder } from '../../wire/access.js';
import type { Language } from '../../wire/language.js';
import { FloodGuard } from '../flood-guard.js';
import { HandshakeDoor, type Next } from '../handshake-door.js';
import { NodeLink } from '../nodes/node-link.js';
import { limitOutgoing } from '../outgoing-limit.js';
import { SessionEnder } from '../session-ender.js';
import { type CmsConnection, CmsConnections } from './cms-connections.js';
import { CMS_ROOM, EVERY_ACCOUNT } from './cms-rooms.js';
import { OperatorWatch } from './operator-watch.js';

/** What is known of a connection (`socket.data`). */
export interface CmsSocketSession extends IdentityHolder {
  readonly language: Language;
  /** UTC milliseconds; infinite for the key. */
  readonly expiresAt: number;
}

/**
 * The handshake of `/cms` (contract, sections 3 and 6): `auth.token` holds the token of `cms/login`, or
 * `auth.api_key` the host app's key. All rooms are joined before it is answered.
 */
@Injectable()
export class CmsHandshake {
  constructor(
    private readonly authenticator: CmsAuthenticator,
    private readonly connections: CmsConnections,
    private readonly operators: OperatorWatch,
    private readonly sessions: SessionEnder,
    private readonly link: NodeLink,
    private readonly door: HandshakeDoor,
    private readonly floods: FloodGuard,
  ) {}

  /** For Socket.IO's `use`. */
  admit(socket: Socket, next: Next): Promise<void> {
    return this.door.admit(socket, next, (language) => this.open(socket, language));
  }

  private async open(socket: Socket, language: Language): Promise<void> {
    const { token, api_key } = socket.handshake.auth as { token?: unknown; api_key?: unknown };
    const credentials = { apiKey: api_key === undefined ? undefined : textOf(api_key), token: textOf(token) };
    const { identity, expiresAt } = await this.door.identify(socket, () =>
      this.authenticator.authenticate(credentials),
    );
    this.door.countCaller(identity);
    socket.data = { identity, expiresAt, language } satisfies CmsSocketSession;

    // Registered before its rooms are read: what changes meanwhile reaches it.
    this.door.assertOpen(socket);
    const { operatorId, tokenVersion } = identity;
    const operator =
      operatorId === undefined || tokenVersion === undefined ? undefined : { id: operatorId, tokenVersion };
    const connection: CmsConnection = { socket, operator, ended: undefined };
    this.connections.add(connection);
    this.forgetWhenGone(connection);
    if (operator) await this.operators.check([connection]);
    else {
      this.floods.exempt(socket);
      await socket.join([CMS_ROOM, EVERY_ACCOUNT]);
    }
    // Other nodes' news too: a subscription that is not confirmed yet would lose those right after `connect`.
    await this.link.settled([CMS_ROOM]);
    if (connection.ended) throw connection.ended;
    this.door.assertOpen(socket);
    this.sessions.watch(connection);
    limitOutgoing(socket);
  }

  /** A handshake that is refused, or whose client leaves, never sees `disconnect`: its connection closes instead. */
  private forgetWhenGone(connection: CmsConnection): void {
    const { socket } = connection;
    const forget = (): void => {
      this.connections.remove(connection);
      this.sessions.forget(connection);
    };
    socket.once('disconnect', forget);
    socket.conn.once('close', forget);
  }
}

/** What is no text is a bad one. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
