import type { INestApplicationContext } from '@nestjs/common';
import { ReadStore } from '../../../src/database/read-store.js';

/**
 * What MariaDB's session counts of a kind (`Handler_read`, `Handler_write` …) during the work. The application
 * has one connection (`DB_POOL_SIZE=1`): what its session did is what the server did.
 */
export async function countedDuring(
  app: INestApplicationContext,
  prefix: string,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = await handlers(app, prefix);
  const idle = (await handlers(app, prefix)) - before;
  await work();
  return (await handlers(app, prefix)) - before - 2 * idle;
}

async function handlers(app: INestApplicationContext, prefix: string): Promise<number> {
  const rows = await app
    .get(ReadStore)
    .query<{ Variable_name: string; Value: string }>(`SHOW SESSION STATUS LIKE '${prefix}%'`);
  return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}
