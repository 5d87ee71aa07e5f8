import Database from 'better-sqlite3';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { fileOf } from './sqlite-file.js';

/** Looks past the server at what is committed; readable while servers live and die. */
export interface StoredRows {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openStoredRows(databaseUrl: string): Promise<StoredRows> {
  if (databaseUrl.startsWith('sqlite:')) {
    const file = new Database(fileOf(databaseUrl), { readonly: true, fileMustExist: true });
    return {
      query: <Row>(sql: string, parameters: readonly unknown[] = []) =>
        Promise.resolve(file.prepare(sql).all(...parameters) as Row[]),
      close: () => Promise.resolve(void file.close()),
    };
  }
  const connection = await createConnection({ uri: databaseUrl });
  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) => {
      const [rows] = await connection.query<RowDataPacket[]>(sql, [...parameters]);
      return rows as Row[];
    },
    close: () => connection.end(),
  };
}
