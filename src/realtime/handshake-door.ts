import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { AppError } from '../common/errors/app-error.js';
import { failure } from '../wire/envelope.js';
import { FailureLog } from '../wire/failure-log.js';
import { type Language, languageOf } from '../wire/language.js';
import { toAppError } from '../wire/to-app-error.js';

/** What Socket.IO's `use` hands over. */
export type Next = (error?: Error & { data?: unknown }) => void;

/** The handshakes' door of the error mapper, for every namespace. */
@Injectable()
export class HandshakeDoor {
  constructor(private readonly failures: FailureLog) {}

  /** Where `open` throws, the client finds the envelope in `connect_error`'s `data`. */
  async admit(socket: Socket, next: Next, open: (language: Language) => Promise<void>): Promise<void> {
    const language = languageOf(socket.handshake.headers['accept-language']);
    try {
      await open(language);
      next();
    } catch (thrown) {
      const error = toAppError(thrown);
      this.failures.report(error, thrown, { door: 'handshake' });
      next(Object.assign(new Error(error.message), { data: failure(error, language) }));
    }
  }
}

/** A client that left during its handshake must leave nothing behind: nobody tells us again that it is gone. */
export function assertOpen(socket: Socket): void {
  if (socket.conn.readyState === 'open') return;
  socket.nsp.adapter.delAll(socket.id);
  throw new AppError(10001);
}
