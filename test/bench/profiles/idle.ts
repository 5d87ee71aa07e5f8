import type { Measured } from '../measured.js';
import { type Profile, rowsOf, type Target } from '../profile.js';
import { runGroup } from '../run-group.js';

const CONNECTIONS = 10_000;
const FACTOR = 1.6;
const UNIT = 'KB per connection';

/** What an authenticated connection that says nothing costs of memory, against bare Socket.IO's. */
export const IDLE: Profile = {
  name: 'idle',
  dbs: ['mysql'],
  run: async ({ options, databases, folder, say }, db) => {
    // Not at once: as much memory as is used some seconds after the last one came.
    const times = { warmUpMs: 5_000, measureMs: 1_000 };
    const connections = options.isQuick ? CONNECTIONS / 10 : CONNECTIONS;
    const measure = async (subject: 'server' | 'bare'): Promise<Measured> => {
      const run = await runGroup(subject, await databases.create(db), folder, {
        members: connections,
        senders: 0,
        ...times,
      });
      const kilobytes = run.bytesPerConnection / 1024;
      say(`  ${subject}, ${connections} connections: ${kilobytes.toFixed(1)} KB each`);
      return { perSecond: 0, latency: undefined, cpu: undefined, written: undefined, also: { [UNIT]: kilobytes } };
    };
    const measured = { server: await measure('server'), R5: await measure('bare') };
    const [server, bare] = [measured.server, measured.R5].map(({ also }) => also?.[UNIT] ?? Number.NaN);
    const ratio = (server ?? Number.NaN) / (bare ?? Number.NaN);
    const target: Target = {
      name: `idle, memory of each of ${connections} connections`,
      required: `≤ ${FACTOR} × R5's`,
      measured: `${ratio.toFixed(2)} ×`,
      value: ratio,
      isMet: ratio <= FACTOR,
    };
    return { rows: rowsOf('idle', db, measured, false), targets: [target] };
  },
};
