import type { DataSource } from 'typeorm';

/** A table as the transfer sees it: names in the database. */
export interface TableShape {
  readonly name: string;
  /** Those of the primary key first, in its order. */
  readonly columns: readonly string[];
  /** The primary key. */
  readonly key: readonly string[];
  /** What the rows are verified by: per conversation where that is the first of the key, else the whole table. */
  readonly group: string | undefined;
}

const CONVERSATION = 'conversation_id';

/** Every table that the data source's entities describe, by name: a new entity is moved without being listed. */
export function tableShapes(source: DataSource): TableShape[] {
  return source.entityMetadatas
    .map(({ tableName, primaryColumns, columns }) => {
      const key = primaryColumns.map(({ databaseName }) => databaseName);
      const others = columns.map(({ databaseName }) => databaseName).filter((name) => !key.includes(name));
      return {
        name: tableName,
        key,
        columns: [...key, ...others],
        group: key[0] === CONVERSATION ? CONVERSATION : undefined,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
