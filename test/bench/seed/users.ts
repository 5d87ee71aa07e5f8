import type { BenchDatabase } from '../database.js';

/** Users 1 … count, straight into the table, as so many calls of importUsers would leave them. MariaDB only. */
export async function seedUsers(database: BenchDatabase, count: number): Promise<void> {
  await database.query(
    `INSERT IGNORE INTO users (id, nickname, photo, created_at, updated_at)
     SELECT seq, CONCAT('u', seq), '', 1, 1 FROM seq_1_to_${count}`,
  );
}
