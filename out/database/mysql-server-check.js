/**
 * Refuses a server on which our promises do not hold, before the first request does.
 * @returns what weakens a promise without breaking the server
 */
export async function checkMysqlServer(source) {
    const [facts] = await source.query('SELECT VERSION() AS version, @@character_set_database AS charset, @@innodb_flush_log_at_trx_commit AS flush');
    if (!facts)
        throw new Error('The database did not tell its version');
    const [major = 0, minor = 0] = facts.version.split('.').map((part) => Number.parseInt(part, 10));
    const supported = /mariadb/i.test(facts.version) ? major > 10 || (major === 10 && minor >= 6) : major >= 8;
    if (!supported)
        throw new Error(`MySQL 8 or MariaDB 10.6 is needed at least; this is ${facts.version}`);
    if (facts.charset !== 'utf8mb4') {
        throw new Error(`The database's character set is ${facts.charset}: ALTER DATABASE … CHARACTER SET utf8mb4`);
    }
    return facts.flush === 1
        ? []
        : [`innodb_flush_log_at_trx_commit is ${facts.flush}: a power loss may lose acknowledged messages`];
}
//# sourceMappingURL=mysql-server-check.js.map