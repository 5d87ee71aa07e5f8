import { defineEvent } from '../events/event-bus.js';
export const membersChanged = defineEvent('group.members_changed');
//# sourceMappingURL=group-events.js.map