import { seen } from './attack.js';

/** Tests that go over every parameter, or over every call, of the API document: what most attacks meet first. */

/** Each bad value of each parameter, over each transport; nothing is stored or pushed. */
export const BAD_VALUES = seen(
  'contract/bad-values',
  'refuses every bad value over %s, and nothing is stored or pushed',
  'no parameter of the document was left out',
);

/** Every call by twelve kinds of callers. */
export const AUTHORIZATION = seen(
  'contract/authorization',
  '$principal: $cell',
  'leaves no trace',
  'has rows for every call and socket event of the server, and for nothing else',
);

/** Ids of others and ids of nobody. */
export const FOREIGN_IDS = seen('contract/authorization-ids', '$name, $what: $caller');

export const UNDEFINED_FIELDS = seen(
  'contract/bad-values-whole-input',
  'may hold what the interface does not define: base parameters of the app, other names for the caller',
);

export const REPEATED_NAMES = seen(
  'contract/bad-values-whole-input',
  'is refused with a name repeated, in forms and queries, also where both values are the same',
);

/** Calls of one user within a minute. */
export const CALL_LIMIT = seen(
  'e2e/call-limits',
  'of one user are as many as RATE_LIMIT says; others have their own',
  'many at once are no way around',
);
