import { join } from 'node:path';
import type { BenchDatabase } from './database.js';
import type { Db } from './options.js';
import type { BenchContext } from './profile.js';
import { startSubject, type Subject } from './subject.js';

/** This server, compiled. */
export const SERVER_SCRIPT = join(import.meta.dirname, '../../src/main.js');

/** The path of a reference's program. */
export const reference = (file: string): string => join(import.meta.dirname, 'reference', file);

/** Runs the work beside a server or reference on a database of its own, which ends with the work. */
export async function withSubject<T>(
  { databases, folder }: Pick<BenchContext, 'databases' | 'folder'>,
  db: Db,
  { script = SERVER_SCRIPT, env = {} }: { script?: string; env?: Readonly<Record<string, string>> },
  work: (subject: Subject, database: BenchDatabase) => Promise<T>,
): Promise<T> {
  const database = await databases.create(db);
  const subject = await startSubject({ script, database, folder, env });
  try {
    return await work(subject, database);
  } finally {
    await subject.stop();
  }
}
