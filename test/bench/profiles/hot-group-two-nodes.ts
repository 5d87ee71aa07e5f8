import type { Measured } from '../measured.js';
import { type Profile, rowsOf, type Target } from '../profile.js';
import { withRedis } from '../redis.js';
import { rounds } from '../rounds.js';
import { runGroup } from '../run-group.js';

const [MEMBERS, SENDERS] = [1_000, 50];
const SYNCS = 'sync calls per delivery';
const LIMIT = 0.01;

/** The hot group with its members on two nodes in turns: what pushes do not bring is synced, and counted. */
export const HOT_GROUP_TWO_NODES: Profile = {
  name: 'hot-group-two-nodes',
  dbs: ['mysql'],
  run: async (context, db) => {
    const { databases, folder, options } = context;
    const members = options.isQuick ? MEMBERS / 5 : MEMBERS;
    const run = (): Promise<Measured> =>
      withRedis(folder, async (redisUrl) => {
        const plan = { ...options, members, senders: SENDERS, redisUrl };
        const { measured, syncsPerDelivery } = await runGroup('server', await databases.create(db), folder, plan);
        return { ...measured, also: { ...measured.also, [SYNCS]: syncsPerDelivery } };
      });
    const medians = await rounds(context, 'deliveries', { 'two nodes': run });
    const syncs = medians['two nodes']?.also?.[SYNCS] ?? Number.NaN;
    const target: Target = {
      name: `hot-group of ${members}, two nodes, sync calls`,
      required: '< 1 % of deliveries',
      measured: `${(syncs * 100).toFixed(3)} %`,
      value: syncs,
      isMet: syncs < LIMIT,
    };
    return { rows: rowsOf('hot-group-two-nodes', db, medians), targets: [target] };
  },
};
