import Database from 'better-sqlite3';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { fileOf } from './sqlite-file.js';

/** Rows of a SELECT that both databases understand, read past every server. */
export async function readRows<Row>(databaseUrl: string, sql: string): Promise<Row[]> {
  if (databaseUrl.startsWith('sqlite:')) {
    const file = new Database(fileOf(databaseUrl), { readonly: true, fileMustExist: true });
    try {
      return file.prepare<[], Row>(sql).all();
    } finally {
      file.close();
    }
  }
  const connection = await createConnection({ uri: databaseUrl, supportBigNumbers: true });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows.map((row) => ({ ...row })) as unknown as Row[];
  } finally {
    await connection.end();
  }
}
