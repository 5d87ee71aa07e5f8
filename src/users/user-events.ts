import { defineEvent } from '../events/event-bus.js';

/** The host app banned a user, or deleted them: whatever is open in their name ends. */
export const userBanned = defineEvent<{ readonly uid: number }>('user.banned');
