import type { BadHistory } from './bad-history.js';
import { badMessages } from './bad-messages.js';
import { badOrders } from './bad-orders.js';
import { badRules } from './bad-rules.js';

/** Every hand-made history that the checker must reject, each with the invariant that it breaks. */
export const badHistories: readonly BadHistory[] = [...badMessages, ...badOrders, ...badRules];
