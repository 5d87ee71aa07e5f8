import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { SocketSession } from '../auth/socket-session.js';
import { AppError } from '../common/errors/app-error.js';
import { UserService } from '../users/user.service.js';
import { failure } from '../wire/envelope.js';
import { ConnectionRegistry, type OpenConnection } from './connection-registry.js';
import { NodeLink } from './nodes/node-link.js';

const CHECK_MS = 250;
const BAN_CHECK_MS = 500;
/** Longer than clocks of nodes differ; a ban that was lifted meanwhile is not found. */
const BAN_MEMORY_MS = 60_000;

/** Ends connections within a second of their token's expiry or their user's ban, and says why first. */
@Injectable()
export class SessionEnder implements OnModuleInit, OnApplicationShutdown {
  /** By the second in which they expire. One timer serves all: Node's cannot wait longer than 24 days. */
  private readonly expiring = new Map<number, Set<OpenConnection>>();
  private readonly logger = new Logger(SessionEnder.name);
  private bans: NodeJS.Timeout | undefined;
  private readonly timer = setInterval(() => this.endExpired(), CHECK_MS).unref();

  constructor(
    private readonly connections: ConnectionRegistry,
    private readonly users: UserService,
    private readonly link: NodeLink,
  ) {}

  onModuleInit(): void {
    // On other nodes a ban may happen while no news reaches this one: the database knows.
    if (this.link.state === 'off') return;
    this.bans = setInterval(() => void this.endRecentlyBanned(), BAN_CHECK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    clearInterval(this.bans);
  }

  watch(connection: OpenConnection): void {
    const second = secondOf(connection.socket);
    const others = this.expiring.get(second);
    if (others) others.add(connection);
    else this.expiring.set(second, new Set([connection]));
  }

  forget(connection: OpenConnection): void {
    const second = secondOf(connection.socket);
    const others = this.expiring.get(second);
    others?.delete(connection);
    if (others?.size === 0) this.expiring.delete(second);
  }

  /** Ends every connection of a banned user on this node. */
  endBanned(uid: number): void {
    for (const connection of this.connections.of(uid)) this.end(connection, new AppError(10001));
  }

  private async endRecentlyBanned(): Promise<void> {
    try {
      for (const uid of await this.users.findBannedSince(Date.now() - BAN_MEMORY_MS)) this.endBanned(uid);
    } catch (error) {
      this.logger.warn({ err: error }, 'Bans could not be checked');
    }
  }

  private endExpired(): void {
    const now = Date.now();
    for (const [second, connections] of this.expiring) {
      if (second * 1000 > now) continue;
      this.expiring.delete(second);
      for (const connection of connections) this.end(connection, new AppError(10002));
    }
  }

  /** Says why, and closes: what is written before the close is sent before it. */
  end(connection: OpenConnection, error: AppError): void {
    connection.ended = error;
    const { socket } = connection;
    if (!socket.connected) return;
    socket.emit('session:ended', failure(error, (socket.data as SocketSession).language));
    socket.disconnect(true);
  }
}

function secondOf(socket: Socket): number {
  return Math.ceil((socket.data as SocketSession).expiresAt / 1000);
}
