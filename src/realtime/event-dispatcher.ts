import { Injectable } from '@nestjs/common';
import { isObservable } from 'rxjs';
import type { Socket } from 'socket.io';
import type { SocketSession } from '../auth/socket-session.js';
import { SerialQueue } from '../common/async/serial-queue.js';
import { AppError, badParameter, storageUnavailable } from '../common/errors/app-error.js';
import { DoorErrors } from '../metrics/door-errors.js';
import { failure, success } from '../wire/envelope.js';
import { FailureLog } from '../wire/failure-log.js';
import { isWithinLimits } from '../wire/json.js';
import { toAppError } from '../wire/to-app-error.js';
import { FloodGuard } from './flood-guard.js';
import { OVERSIZED } from './limited-decoder.js';

export type EventHandler = (data: unknown, ack: unknown) => Promise<unknown>;
type Ack = (answer: unknown) => void;

/** Events of one socket that may wait for their turn. */
const MAX_QUEUED = 1000;

/** Hands each socket's events to their handlers one after the other, and sees to it that each is answered. */
@Injectable()
export class EventDispatcher {
  private draining = false;
  private unanswered = 0;

  constructor(
    private readonly failures: FailureLog,
    private readonly errors: DoorErrors,
    private readonly floods: FloodGuard,
  ) {}

  attach(socket: Socket, handlers: ReadonlyMap<string, EventHandler>): void {
    const queue = new SerialQueue();
    socket.onAny((event: unknown, ...args: unknown[]) => {
      const last = args.at(-1);
      const ack = typeof last === 'function' ? (args.pop() as Ack) : undefined;
      const refusal = this.floods.countEvent(socket, String(event)) ?? this.refuse(queue, args);
      const handler = handlers.get(String(event));
      if (refusal) this.turnAway(socket, ack, refusal);
      else if (!handler) this.turnAway(socket, ack, new AppError(10004));
      else {
        this.unanswered += 1;
        void queue.run(() => this.handle(socket, handler, args[0], ack)).finally(() => (this.unanswered -= 1));
      }
    });
  }

  /** From now on events are refused with 10007. */
  drain(): void {
    this.draining = true;
  }

  /** Events that were accepted and not answered yet. */
  get pending(): number {
    return this.unanswered;
  }

  /** Answers what no handler sees. */
  private turnAway(socket: Socket, ack: Ack | undefined, refusal: AppError): void {
    this.errors.count('event', refusal.code);
    answerFailure(socket, ack, refusal);
  }

  private refuse(queue: SerialQueue, args: readonly unknown[]): AppError | undefined {
    if (this.draining) return storageUnavailable();
    if (args[0] === OVERSIZED) return new AppError(10006);
    if (queue.size >= MAX_QUEUED) return new AppError(10005, undefined, 1);
    return args.length > 1 || !isWithinLimits(args) ? badParameter('body') : undefined;
  }

  /** A result that is no JSON fails as well: nothing of it was sent then, and the acknowledgement can still be given. */
  private async handle(socket: Socket, handler: EventHandler, data: unknown, ack: Ack | undefined): Promise<void> {
    try {
      const answer = await handler(data, ack);
      // What an interceptor would make of it (ADR 0003).
      if (isObservable(answer)) throw new Error('A gateway answered with an Observable');
      ack?.(success(answer ?? null));
    } catch (thrown) {
      const { refusalOf } = sessionOf(socket);
      const cause = toAppError(thrown);
      const error = refusalOf === undefined ? cause : await refusalOf(cause);
      this.failures.report(error, error === cause ? thrown : error.cause, { door: 'event' });
      answerFailure(socket, ack, error);
    }
  }
}

/** Answers a refusal in the acknowledgement, where the client asked for one. */
function answerFailure(socket: Socket, ack: Ack | undefined, error: AppError): void {
  ack?.(failure(error, sessionOf(socket).language));
}

function sessionOf(socket: Socket): SocketSession {
  return socket.data as SocketSession;
}
