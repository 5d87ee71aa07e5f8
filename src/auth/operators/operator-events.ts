import { defineEvent } from '../../events/event-bus.js';

/** Something about an operator changed: role, password, official accounts; or they were removed. */
export interface OperatorChanged {
  readonly operatorId: number;
}

export const operatorChanged = defineEvent<OperatorChanged>('operator.changed');
