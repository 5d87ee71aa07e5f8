import { Injectable, Logger } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';
import { CallLimits } from '../limits/call-limits.js';
import type { IdentityHolder } from '../wire/access.js';
import { budgetOfEvent } from '../wire/budgets.js';
import { hangUp } from './hang-up.js';
import { SessionEnder } from './session-ender.js';

const WINDOW_MS = 60_000;
/** However few events are let in, so many more may be refused: whoever sends what piled up is no flooder. */
const MIN_REFUSED = 100;
/** Of one connection: each costs the check of a token. It needs one for each namespace. */
const MAX_HANDSHAKES = 20;
/** Of whatever kind, to each event that RATE_LIMIT stands for: with receipts and sync those are eleven. */
const PACKETS_PER_EVENT = 22;
const MIN_PACKETS = 10_000;

/** How many there were in a window that opened with the first. */
interface Tally {
  count: number;
  /** By `performance.now()`. */
  endsAt: number;
}

/**
 * Counts socket events (contract, section 8), and cuts off who goes on where nothing more is let in: the refusals, too,
 * take time that others wait for. Nothing of it where RATE_LIMIT is 0.
 */
@Injectable()
export class FloodGuard {
  private readonly logger = new Logger(FloodGuard.name);
  private readonly refusedEvents = new WeakMap<Socket, Tally>();
  private readonly handshakes = new WeakMap<Socket['conn'], Tally>();
  private readonly packets = new WeakMap<Socket['conn'], Tally>();
  private readonly unlimited = new WeakSet<Socket['conn']>();
  private readonly rateLimit: number;

  constructor(
    private readonly limits: CallLimits,
    private readonly sessions: SessionEnder,
    { rateLimit }: Configuration,
  ) {
    this.rateLimit = rateLimit;
  }

  /** Counts an event of a socket that was let in. @returns what it is refused with: 10005 */
  countEvent(socket: Socket, event: string): AppError | undefined {
    const { identity } = socket.data as IdentityHolder;
    const error = identity && this.limits.count(identity, budgetOfEvent(event));
    if (error && isBeyond(this.refusedEvents, socket, Math.max(this.rateLimit, MIN_REFUSED))) this.end(socket, error);
    return error;
  }

  /** Counts a handshake before anything of it is looked at. @throws AppError 10005 where the connection had too many */
  countHandshake({ conn }: Socket): void {
    if (this.rateLimit === 0 || !isBeyond(this.handshakes, conn, MAX_HANDSHAKES)) return;
    this.cut(conn, 'handshakes');
    throw new AppError(10005);
  }

  /** Counts all packets of a connection from now on: also those that are no events, and reach no namespace. */
  watch(conn: Socket['conn']): void {
    if (this.rateLimit === 0) return;
    const max = Math.max(PACKETS_PER_EVENT * this.rateLimit, MIN_PACKETS);
    conn.on('packet', () => {
      if (isBeyond(this.packets, conn, max) && !this.unlimited.has(conn)) this.cut(conn, 'packets over one connection');
    });
  }

  /** The host app's key came over it: it is not limited. */
  exempt({ conn }: Socket): void {
    this.unlimited.add(conn);
  }

  private end(socket: Socket, error: AppError): void {
    if (!socket.connected) return;
    this.sessions.end({ socket, ended: undefined }, error);
    const { identity } = socket.data as IdentityHolder;
    this.cut(socket.conn, `events by ${identity?.kind === 'user' ? `user ${identity.uid}` : identity?.actor}`);
  }

  private cut(conn: Socket['conn'], what: string): void {
    this.logger.warn(`Flood of ${what}: the connection is cut`);
    hangUp(conn);
  }
}

/** Counts one more. @returns whether it is the first beyond `max` in its window, or a later one */
function isBeyond<Key extends object>(tallies: WeakMap<Key, Tally>, key: Key, max: number): boolean {
  const now = performance.now();
  let tally = tallies.get(key);
  if (tally === undefined || tally.endsAt <= now) {
    tally = { count: 0, endsAt: now + WINDOW_MS };
    tallies.set(key, tally);
  }
  tally.count += 1;
  return tally.count > max;
}
