/** One connection, in use: what reads need. */
export class ReadSession {
    constructor(runner, dialect) {
        this.runner = runner;
        this.dialect = dialect;
    }
    get manager() {
        return this.runner.manager;
    }
    /** Rows of a SELECT; integers up to 2^53 are numbers on both databases. */
    query(sql, parameters = []) {
        return this.runner.query(sql, [...parameters]);
    }
}
/**
 * A write transaction. Repositories take it as the first argument of every method that writes, so
 * that a write outside a transaction does not compile.
 */
export class Tx extends ReadSession {
    constructor() {
        super(...arguments);
        this.pending = [];
    }
    /** What was emitted so far, in order. */
    get events() {
        return this.pending;
    }
    /** Runs an INSERT, UPDATE or DELETE and returns the number of rows it changed. */
    async execute(sql, parameters = []) {
        const result = await this.runner.query(sql, [...parameters], true);
        return result.affected ?? 0;
    }
    /** Publishes an event once this transaction has committed; after a rollback nothing is heard. */
    emit(type, payload) {
        this.pending.push({ type, payload });
    }
}
//# sourceMappingURL=session.js.map