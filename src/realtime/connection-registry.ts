import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { AppError } from '../common/errors/app-error.js';

/** A socket from the first step of its handshake on. */
export interface OpenConnection {
  readonly socket: Socket;
  /** Set where it was ended, by a ban for instance, while the handshake was under way. */
  ended: AppError | undefined;
}

export interface Connection extends OpenConnection {
  readonly uid: number;
}

/**
 * The users of this node's sockets. Unlike Socket.IO's own registers it knows sockets that are
 * still in their handshake, so that what happens meanwhile reaches them too.
 */
@Injectable()
export class ConnectionRegistry {
  private readonly byUser = new Map<number, Set<Connection>>();

  add(uid: number, socket: Socket): Connection {
    const connection: Connection = { uid, socket, ended: undefined };
    const connections = this.byUser.get(uid);
    if (connections) connections.add(connection);
    else this.byUser.set(uid, new Set([connection]));
    return connection;
  }

  remove(connection: Connection): void {
    const connections = this.byUser.get(connection.uid);
    connections?.delete(connection);
    if (connections?.size === 0) this.byUser.delete(connection.uid);
  }

  of(uid: number): readonly Connection[] {
    return [...(this.byUser.get(uid) ?? [])];
  }

  /** How many users have a socket here. */
  get size(): number {
    return this.byUser.size;
  }

  /** Ids of the users who have a socket here. */
  get uids(): number[] {
    return [...this.byUser.keys()];
  }
}
