import type { Profile, Target } from '../profile.js';
import { runGroup } from '../run-group.js';

const CONNECTIONS = 10_000;
const FACTOR = 1.6;

/** What an authenticated connection that says nothing costs of memory, against bare Socket.IO's. */
export const IDLE: Profile = {
  name: 'idle',
  dbs: ['mysql'],
  run: async ({ options, databases, folder, say }, db) => {
    // Not at once: as much memory as is used some seconds after the last one came.
    const times = { warmUpMs: 5_000, measureMs: 1_000 };
    const connections = options.runs === 1 ? CONNECTIONS / 10 : CONNECTIONS;
    const kilobytes = async (subject: 'server' | 'bare'): Promise<number> => {
      const { bytesPerConnection } = await runGroup(subject, await databases.create(db), connections, 0, folder, times);
      say(`  ${subject}, ${connections} connections: ${(bytesPerConnection / 1024).toFixed(1)} KB each`);
      return bytesPerConnection / 1024;
    };
    const [server, bare] = [await kilobytes('server'), await kilobytes('bare')];
    const target: Target = {
      name: `idle, memory of each of ${connections} connections`,
      required: `≤ ${FACTOR} × R5's`,
      measured: `${(server / bare).toFixed(2)} × (${server.toFixed(1)} KB, ${bare.toFixed(1)} KB)`,
      isMet: server <= FACTOR * bare,
    };
    return { rows: [], targets: [target] };
  },
};
