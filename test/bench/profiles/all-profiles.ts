import type { Profile } from '../profile.js';
import { BROADCAST } from './broadcast.js';
import { CMS_LIST } from './cms-list.js';
import { CONNECT } from './connect.js';
import { GROUP_SIZE } from './group-size.js';
import { HOT_GROUP } from './hot-group.js';
import { HOT_GROUP_TWO_NODES } from './hot-group-two-nodes.js';
import { IDLE } from './idle.js';
import { MIXED } from './mixed.js';
import { RECEIPTS } from './receipts.js';
import { SEND_REST } from './send-rest.js';
import { SEND_SOCKET } from './send-socket.js';
import { STORED } from './stored.js';

/** In the order in which they run. */
export const PROFILES: readonly Profile[] = [
  ...SEND_REST,
  SEND_SOCKET,
  MIXED,
  RECEIPTS,
  ...HOT_GROUP,
  HOT_GROUP_TWO_NODES,
  CONNECT,
  IDLE,
  BROADCAST,
  GROUP_SIZE,
  CMS_LIST,
  STORED,
];
