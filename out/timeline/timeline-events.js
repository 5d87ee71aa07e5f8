import { defineEvent } from '../events/event-bus.js';
export const messageCreated = defineEvent('message.created');
//# sourceMappingURL=timeline-events.js.map