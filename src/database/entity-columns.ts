import { Column, type ColumnOptions, PrimaryColumn } from 'typeorm';

/**
 * Ids, seqs, counters and UTC milliseconds. TypeORM hands out a bigint as text on MySQL; ours are
 * below 2^53 and numbers everywhere.
 */
const NUMBER = {
  type: 'bigint' as const,
  transformer: { to: (value: unknown) => value, from: (value: unknown) => (value === null ? null : Number(value)) },
};

export function NumberColumn(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ ...NUMBER, ...options });
}

export function NumberKey(): PropertyDecorator {
  return PrimaryColumn(NUMBER);
}
