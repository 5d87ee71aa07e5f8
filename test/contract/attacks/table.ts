import type { Attack } from './attack.js';
import { CROSS_CUTTING } from './cross-cutting.js';
import { ON_INTERFACES_1_TO_5 } from './interfaces-1-to-5.js';
import { ON_INTERFACES_6_TO_13 } from './interfaces-6-to-13.js';
import { ON_INTERFACES_14_AND_15 } from './interfaces-14-and-15.js';
import { ON_SOCKETS } from './sockets.js';

/** What may be tried against each interface, and against all of them: issue 6 wants a test of each. */
export const ATTACKS: readonly Attack[] = [
  ...ON_INTERFACES_1_TO_5,
  ...ON_INTERFACES_6_TO_13,
  ...ON_INTERFACES_14_AND_15,
  ...ON_SOCKETS,
  ...CROSS_CUTTING,
];
