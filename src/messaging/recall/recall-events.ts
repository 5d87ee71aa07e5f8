import { defineEvent } from '../../events/event-bus.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';

/** A message was recalled: its body is gone from the database. */
export const messageRecalled = defineEvent<{ readonly message: LocatedMessage }>('message.recalled');
