import { Injectable, Logger } from '@nestjs/common';

/** A kind of event; its payload type travels with the token. Names are in the past tense (`message.created`). */
export interface EventType<P> {
  readonly name: string;
  /** Never set: carries the payload's type only. */
  readonly payload?: P;
}

export function defineEvent<P>(name: string): EventType<P> {
  return { name };
}

type Listener<P> = (payload: P) => unknown;

/**
 * Carries news upward through the layers, after commit only (`Tx.emit`). Listeners are told in the
 * order of publication and stand apart from each other: one that throws, rejects or never resolves
 * delays neither the answer to the caller nor another listener.
 */
@Injectable()
export class EventBus {
  private readonly logger = new Logger(EventBus.name);
  private readonly listeners = new Map<string, Listener<never>[]>();

  subscribe<P>(type: EventType<P>, listener: Listener<P>): void {
    const known = this.listeners.get(type.name);
    if (known) known.push(listener);
    else this.listeners.set(type.name, [listener]);
  }

  publish<P>(type: EventType<P>, payload: P): void {
    for (const listener of this.listeners.get(type.name) ?? []) {
      try {
        const result = (listener as Listener<P>)(payload);
        // Whatever can be awaited, not only promises of this realm.
        Promise.resolve(result).catch((error: unknown) => this.report(type.name, error));
      } catch (error) {
        this.report(type.name, error);
      }
    }
  }

  private report(event: string, error: unknown): void {
    this.logger.error(`A listener of ${event} failed`, error instanceof Error ? error.stack : String(error));
  }
}
