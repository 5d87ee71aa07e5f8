import { defineEvent } from '../../events/event-bus.js';
import type { PushedPlace } from '../../timeline/timeline-events.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';

/** A message was recalled: its body is gone from the database. */
export const messageRecalled = defineEvent<{ readonly message: LocatedMessage }>('message.recalled');

/** What an official account had sent to listed users was recalled. */
export interface PushRecalled {
  readonly id: number;
  readonly serviceId: number;
  readonly places: readonly PushedPlace[];
}

export const pushRecalled = defineEvent<PushRecalled>('push.recalled');
