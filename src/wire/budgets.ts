import { BASE_PATH, SYNC_EVENT } from './routes.js';

/** What a call or event counts towards: receipts and sync have a budget of their own (contract, section 8). */
export type Budget = 'calls' | 'frequent';

const FREQUENT_CALLS = new Set(
  [
    'message/sync',
    'message/updateMessageReceiveStatus',
    'message/updateMessageReadStatus',
    'message/readConversation',
    'cms/updateMessageReadStatus',
  ].map((name) => `/${BASE_PATH}/${name}`),
);

const FREQUENT_EVENTS = new Set([SYNC_EVENT, 'message:received', 'message:read']);

/** @param route its pattern, as it is registered */
export function budgetOfCall(route: string | undefined): Budget {
  return route !== undefined && FREQUENT_CALLS.has(route) ? 'frequent' : 'calls';
}

export function budgetOfEvent(event: string): Budget {
  return FREQUENT_EVENTS.has(event) ? 'frequent' : 'calls';
}
