import { defineEvent } from '../events/event-bus.js';
/** The host app banned a user: whatever is open in their name ends. */
export const userBanned = defineEvent('user.banned');
//# sourceMappingURL=user-events.js.map