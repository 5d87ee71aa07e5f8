export async function columnsFor(runner) {
    const mysql = runner.connection.options.type === 'mysql';
    const utf8mb4 = mysql ? { charset: 'utf8mb4', collation: 'utf8mb4_unicode_ci' } : {};
    const ascii = mysql ? { charset: 'ascii', collation: 'ascii_bin' } : {};
    const exact = mysql ? { charset: 'utf8mb4', collation: await exactCollation(runner) } : {};
    return {
        number: (name, options) => ({ name, type: 'bigint', ...options }),
        small: (name, options) => ({ name, type: 'smallint', ...options }),
        text: (name, length, options) => ({ name, type: 'varchar', length: String(length), ...utf8mb4, ...options }),
        longText: (name, options) => ({ name, type: 'text', ...utf8mb4, ...options }),
        key: (name, length, options) => ({ name, type: 'varchar', length: String(length), ...ascii, ...options }),
        clientId: (name, length, options) => ({ name, type: 'varchar', length: String(length), ...exact, ...options }),
    };
}
/** Every `_bin` but these pads: to it "a" and "a " are one id. */
async function exactCollation(runner) {
    const [row] = (await runner.query('SELECT VERSION() AS version'));
    return /mariadb/i.test(row?.version ?? '') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
}
//# sourceMappingURL=columns.js.map