export const SQLITE = {
    name: 'sqlite',
    writerLanes: 1,
    forUpdate: '',
    forUpdateSkipLocked: '',
    insertIgnore: 'INSERT OR IGNORE',
    upsert: (key, columns) => `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    quote: (name) => `"${name}"`,
};
export const MYSQL = {
    name: 'mysql',
    writerLanes: 4,
    forUpdate: 'FOR UPDATE',
    forUpdateSkipLocked: 'FOR UPDATE SKIP LOCKED',
    insertIgnore: 'INSERT IGNORE',
    // VALUES() is the form that MariaDB and MySQL 8 both know.
    upsert: (_key, columns) => `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
    quote: (name) => `\`${name}\``,
};
//# sourceMappingURL=dialect.js.map