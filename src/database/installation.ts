import type { ReadStore } from './read-store.js';

/**
 * The name of this installation, short: a random number that a migration wrote. All nodes of one
 * database have the same, however each of them reaches it; a copy of the database has it too.
 */
export async function findInstallation(reads: ReadStore): Promise<string> {
  const [row] = await reads.query<{ id: number }>('SELECT next_value AS id FROM sequences WHERE name = ?', [
    'installation',
  ]);
  if (!row) throw new Error('The database has no number of its installation: its row of `sequences` is missing');
  return row.id.toString(36);
}
