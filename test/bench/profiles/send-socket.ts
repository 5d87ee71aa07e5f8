import { join } from 'node:path';
import type { Measured } from '../measured.js';
import { type Profile, rowsOf } from '../profile.js';
import { type SendSubject, SOCKET_SERVER } from '../run-sends.js';
import { sideBySide } from '../side-by-side.js';
import { atLeast, atMost } from '../targets.js';

const SENDERS = 200;

const R3: SendSubject = {
  script: join(import.meta.dirname, '../reference/r3-socket-batched-commit.js'),
  path: '',
  kind: 'reference',
  isSocket: true,
};

/** Sends over sockets, each to a user who is online: measured until it is delivered. */
export const SEND_SOCKET: Profile = {
  name: 'send-socket',
  dbs: ['mysql'],
  run: async (context, db) => {
    const medians = await sideBySide(context, db, SENDERS, { server: SOCKET_SERVER, R3 });
    const { server, R3: r3 } = medians as { server: Measured; R3: Measured };
    return {
      rows: rowsOf('send-socket', db, medians),
      targets: [
        atLeast('send-socket, 200 senders', 0.5, server, r3, 'R3'),
        atMost('send-socket', 2, 'p99', server, r3, 'R3'),
      ],
    };
  },
};
