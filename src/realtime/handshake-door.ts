import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { AppError, TookTooLong } from '../common/errors/app-error.js';
import { failure } from '../wire/envelope.js';
import { CallLimits } from '../limits/call-limits.js';
import type { Identity } from '../wire/access.js';
import { FailureLog } from '../wire/failure-log.js';
import { TrustedProxies } from '../wire/http/trusted-proxies.js';
import { type Language, languageOf } from '../wire/language.js';
import { toAppError } from '../wire/to-app-error.js';
import { FloodGuard } from './flood-guard.js';
import { PendingSessions } from './pending-sessions.js';

/** What Socket.IO's `use` hands over. */
export type Next = (error?: Error & { data?: unknown }) => void;

/** The handshakes' door of the error mapper, for every namespace; each counts once (contract, section 8). */
@Injectable()
export class HandshakeDoor {
  /** Refused as too late, while what they asked for may still be under way. */
  private readonly late = new WeakSet<Socket>();

  constructor(
    private readonly failures: FailureLog,
    private readonly limits: CallLimits,
    private readonly floods: FloodGuard,
    private readonly pending: PendingSessions,
    private readonly proxies: TrustedProxies,
  ) {}

  /** Where `open` throws, the client finds the envelope in `connect_error`'s `data`. */
  async admit(socket: Socket, next: Next, open: (language: Language) => Promise<void>): Promise<void> {
    const language = languageOf(socket.handshake.headers['accept-language']);
    try {
      this.floods.countHandshake(socket);
      await this.inTime(socket, open(language));
      this.pending.settled(socket.conn);
      next();
    } catch (thrown) {
      const error = toAppError(thrown);
      this.failures.report(error, thrown, { door: 'handshake' });
      next(Object.assign(new Error(error.message), { data: failure(error, language) }));
    }
  }

  /**
   * A client that left during its handshake, or was told that it took too long, must leave nothing behind: nobody tells
   * us again that it is gone.
   * @throws AppError 10001, which nobody hears
   */
  assertOpen(socket: Socket): void {
    if (socket.conn.readyState === 'open' && !this.late.has(socket)) return;
    socket.nsp.adapter.delAll(socket.id);
    throw new AppError(10001);
  }

  /**
   * Asks who comes: without an answer the handshake counts for the address, and, where nobody may come in with its token
   * (10001), as one that is refused for whose token it brought.
   * @param claimant undefined where that is what is asked
   * @throws what `find` throws; AppError 10005 in place of 10001 and 10002, where there were too many
   */
  async identify<T>(socket: Socket, find: () => Promise<T>, claimant?: Identity): Promise<T> {
    try {
      return await find();
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (code !== 10001 && code !== 10002) throw thrown;
      const ofClaimant = claimant && code === 10001 ? this.limits.countRefused(claimant) : undefined;
      const address = this.proxies.addressOf(socket.conn.remoteAddress, socket.request.headers);
      throw this.limits.countAddress(address) ?? ofClaimant ?? thrown;
    }
  }

  /** Before the database is asked about them. @throws AppError 10005 */
  checkCaller(caller: Identity): void {
    throwIf(this.limits.check(caller, 'calls') ?? this.limits.checkRefused(caller));
  }

  /** Counts a handshake of somebody who may come in. @throws AppError 10005 */
  countCaller(caller: Identity): void {
    throwIf(this.limits.count(caller, 'calls'));
  }

  /** @throws AppError 10007 where it takes too long, and what still goes on of it comes to nothing; what `opening` throws */
  private async inTime(socket: Socket, opening: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.late.add(socket);
        reject(new TookTooLong('A handshake took too long'));
      }, this.pending.timeLeft(socket.conn));
    });
    try {
      await Promise.race([opening, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function throwIf(error: AppError | undefined): void {
  if (error) throw error;
}
