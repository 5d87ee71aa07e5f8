import { Column, PrimaryColumn } from 'typeorm';
/**
 * Ids, seqs, counters and UTC milliseconds. TypeORM hands out a bigint as text on MySQL; ours are
 * below 2^53 and numbers everywhere.
 */
const NUMBER = {
    type: 'bigint',
    transformer: { to: (value) => value, from: (value) => (value === null ? null : Number(value)) },
};
export function NumberColumn(options = {}) {
    return Column({ ...NUMBER, ...options });
}
export function NumberKey() {
    return PrimaryColumn(NUMBER);
}
//# sourceMappingURL=entity-columns.js.map