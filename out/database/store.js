/** One attempt of a transaction reached COMMIT, and the answer to it did not say whether it holds. */
export class CommitUncertainError extends Error {
    constructor(cause) {
        super('COMMIT failed or went unanswered', { cause });
    }
}
/** A database, opened: the one thing that differs between SQLite and MySQL/MariaDB. */
export class Store {
    /** Whether the database answers. */
    async ping() {
        await this.read((session) => session.query('SELECT 1'));
    }
}
//# sourceMappingURL=store.js.map