import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'socket.io';
import { networkOf } from '../common/network.js';
import { Configuration } from '../config/configuration.js';
import { TrustedProxies } from '../wire/http/trusted-proxies.js';

type Connection = Socket['conn'];

/**
 * Of all addresses: as many as have their handshake within about two seconds on one core. What asks for no namespace is
 * ended (`END_MS`). 6,000 at once were seen to take up to 159 MiB.
 */
const CROWD = 1_500;
/** Of one address: those of others are not kept out by as many. */
const FEW = 100;
/** Before Socket.IO does it, which leaves one that does not poll any more `closing` for thirty seconds. */
const END_MS = 5_000;
/** In which a handshake is answered, come what may: whoever is ended hears no reason. */
const ANSWER_MS = 4_500;

interface Pending {
  readonly network: string;
  /** By `performance.now()`. */
  readonly since: number;
  readonly end: NodeJS.Timeout;
}

/**
 * How many engine.io sessions were opened and not let into any namespace yet, in all and by address: they cost memory,
 * and nobody is asked for a token. All are let in where RATE_LIMIT is 0 (contract, section 8).
 */
@Injectable()
export class PendingSessions {
  private readonly byNetwork = new Map<string, number>();
  private total = 0;
  /** Let in by `admit`, and not connections yet; with their network. */
  private readonly arriving = new WeakMap<IncomingMessage, string>();
  private readonly pending = new WeakMap<Connection, Pending>();
  private readonly isLimited: boolean;

  constructor(
    private readonly proxies: TrustedProxies,
    { rateLimit }: Configuration,
  ) {
    this.isLimited = rateLimit !== 0;
  }

  /** Counts a session that is to be opened. @returns false where a crowd is at the door, and many of it are of its address */
  admit(request: IncomingMessage): boolean {
    const network = this.networkOf(request, request.socket.remoteAddress);
    const ofAddress = this.byNetwork.get(network) ?? 0;
    if (this.isLimited && this.total >= CROWD && ofAddress >= FEW) return false;
    this.arriving.set(request, network);
    this.add(network, 1);
    // Many requests of one packet are let in before the first is a connection; one that is refused yet becomes none.
    setImmediate(() => {
      if (this.arriving.delete(request)) this.add(network, -1);
    });
    return true;
  }

  /** From now on it counts, until it is `settled` or closed. */
  watch(conn: Connection): void {
    const admitted = this.arriving.get(conn.request);
    const network = admitted ?? this.networkOf(conn.request, conn.remoteAddress);
    const end = setTimeout(() => conn.close(true), END_MS).unref();
    this.pending.set(conn, { network, since: performance.now(), end });
    if (admitted === undefined) this.add(network, 1);
    else this.arriving.delete(conn.request);
    conn.once('close', () => this.settled(conn));
  }

  /** For how many milliseconds a handshake over it may go on, from now on. */
  timeLeft(conn: Connection): number {
    const pending = this.pending.get(conn);
    return pending ? Math.max(0, pending.since + ANSWER_MS - performance.now()) : ANSWER_MS;
  }

  /** It has come into a namespace, or is over. */
  settled(conn: Connection): void {
    const pending = this.pending.get(conn);
    if (!pending) return;
    this.pending.delete(conn);
    clearTimeout(pending.end);
    this.add(pending.network, -1);
  }

  private networkOf({ headers }: IncomingMessage, peer: string | undefined): string {
    return networkOf(this.proxies.addressOf(peer, headers));
  }

  private add(network: string, change: 1 | -1): void {
    this.total += change;
    const count = (this.byNetwork.get(network) ?? 0) + change;
    if (count === 0) this.byNetwork.delete(network);
    else this.byNetwork.set(network, count);
  }
}
