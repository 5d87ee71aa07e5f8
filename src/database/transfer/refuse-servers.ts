import type { DataSource, QueryRunner } from 'typeorm';
import { pause } from '../../common/async/pause.js';

const LOOK_MS = 250;
/** Of a data source for migrations (data-source-options.ts). */
const POOL_SIZE = 2;
/** A server's connections are there at each of so many looks; those of a client, or of what was killed, go. */
const LOOKS = 12;

interface Process {
  readonly Id: number;
  readonly User: string;
  readonly Host: string;
  readonly db: string | null;
}

/**
 * Refuses a database that somebody stays connected to: a server that was started on it before it was marked as being
 * filled may have taken blocks of ids, and would give out those of the rows that are moved. Whoever starts later sees the
 * mark. Where the user may not see others' connections (MySQL's PROCESS privilege), only its own are looked at.
 * @param others data sources for migrations by which this process is connected, beside the runner's
 * @throws Error in plain words
 */
export async function refuseServers(runner: QueryRunner, ...others: readonly DataSource[]): Promise<void> {
  const own = await ownIds(runner, others);
  let staying = await findOthers(runner, own);
  for (let look = 1; staying.length > 0 && look < LOOKS; look += 1) {
    await pause(LOOK_MS);
    const now = new Set((await findOthers(runner, own)).map(({ Id }) => Id));
    staying = staying.filter(({ Id }) => now.has(Id));
  }
  if (staying.length === 0) return;
  const who = [...new Set(staying.map(({ User, Host }) => `${User}@${Host.replace(/:\d+$/, '')}`))].join(', ');
  throw new Error(
    `The target is in use (${staying.length} connections of ${who}): stop the servers that run on it first`,
  );
}

async function findOthers(runner: QueryRunner, own: ReadonlySet<number>): Promise<Process[]> {
  const [place] = (await runner.query('SELECT DATABASE() AS name')) as { name: string }[];
  const all = (await runner.query('SHOW PROCESSLIST')) as Process[];
  return all.filter(({ Id, db }) => db === place?.name && !own.has(Number(Id)));
}

/** With every connection of each pool in hand at once. */
async function ownIds(runner: QueryRunner, others: readonly DataSource[]): Promise<Set<number>> {
  const runners = [runner, runner.dataSource.createQueryRunner()];
  for (const source of others) for (let held = 0; held < POOL_SIZE; held += 1) runners.push(source.createQueryRunner());
  const ids = new Set<number>();
  try {
    for (const one of runners) {
      const [row] = (await one.query('SELECT CONNECTION_ID() AS id')) as { id: number }[];
      ids.add(Number(row?.id));
    }
  } finally {
    for (const one of runners) if (one !== runner) await one.release();
  }
  return ids;
}
