import { join } from 'node:path';
import { BASE_PATH } from '../../support/chat/chat-client.js';
import type { Measured } from '../measured.js';
import type { Db } from '../options.js';
import { type Profile, type Row, rowsOf, type Target } from '../profile.js';
import { type SendSubject, SERVER } from '../run-sends.js';
import { sideBySide } from '../side-by-side.js';
import { atLeast, atMost } from '../targets.js';
import { measureSqlite } from './sqlite-reference.js';

const reference = (file: string): string => join(import.meta.dirname, '../reference', file);

const R1: SendSubject = { script: reference('r1-transaction-per-request.js'), path: '/send', kind: 'reference' };
const R2: SendSubject = {
  script: reference('r2-nest-empty-handler.js'),
  path: `${BASE_PATH}/bench/sendMessage`,
  kind: 'reference',
};

/** Sends by interface 2, so many in flight, each in a conversation of its own. */
function sendRest(inFlight: number, dbs: readonly Db[]): Profile {
  const name = inFlight === 1 ? 'lone-send' : `send-rest-${inFlight}`;
  return {
    name,
    dbs,
    run: async (context, db) => {
      // R2 is what 64 in flight are compared with; it would only take its time with more of them, or with one.
      const references = { ...(inFlight === 64 ? { R2 } : {}), ...(db === 'mysql' ? { R1 } : {}) };
      const subjects: Record<string, SendSubject> = { server: SERVER, ...references };
      const medians = await sideBySide(context, db, inFlight, subjects);
      const { server, R1: r1, R2: r2 } = medians as { server: Measured; R1?: Measured; R2?: Measured };
      const rows: Row[] = rowsOf(name, db, medians, inFlight > 1);
      const title = `${name}, ${db}`;
      const targets: Target[] = [];
      if (r1 && r2 && inFlight === 64)
        targets.push(atLeast(title, 1.2, server, r1, 'R1'), atLeast(title, 0.65, server, r2, 'R2'));
      if (r1 && inFlight === 256)
        targets.push(atLeast(title, 2.5, server, r1, 'R1'), atMost(title, 0.3, 'p99', server, r1, 'R1'));
      if (r1 && inFlight === 1) targets.push(atMost('lone-send', 2, 'p50', server, r1, 'R1'));
      if (db === 'sqlite' && r2) {
        const r6 = await measureSqlite(context);
        rows.push({ profile: name, db, subject: 'R6', isThroughput: true, measured: r6 });
        // The lower of both is what is asked for.
        const bound =
          0.9 * r6.perSecond < 0.65 * r2.perSecond
            ? { of: r6, name: 'R6', factor: 0.9 }
            : { of: r2, name: 'R2', factor: 0.65 };
        targets.push(atLeast(title, bound.factor, server, bound.of, bound.name));
      }
      return { rows, targets };
    },
  };
}

export const SEND_REST: readonly Profile[] = [
  sendRest(64, ['mysql', 'sqlite']),
  sendRest(256, ['mysql']),
  // One sender: how long a send takes on an idle server.
  sendRest(1, ['mysql']),
];
