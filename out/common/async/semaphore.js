/**
 * At most `limit` holders at a time; the others wait in order, at most `maxWaiting` of them and
 * each for at most `deadlineMs`. mysql2's pool has no such deadline (its `acquireTimeout` is
 * ignored), and without one a frozen database would make every caller wait for ever.
 */
export class Semaphore {
    constructor(limit, maxWaiting, deadlineMs, refuse) {
        this.limit = limit;
        this.maxWaiting = maxWaiting;
        this.deadlineMs = deadlineMs;
        this.refuse = refuse;
        this.held = 0;
        this.waiting = new Set();
    }
    async run(task) {
        await this.acquire();
        try {
            return await task();
        }
        finally {
            this.release();
        }
    }
    acquire() {
        if (this.held < this.limit) {
            this.held += 1;
            return Promise.resolve();
        }
        if (this.waiting.size >= this.maxWaiting)
            return Promise.reject(this.refuse());
        return new Promise((resolve, reject) => {
            const waiter = {
                enter: resolve,
                timer: setTimeout(() => {
                    this.waiting.delete(waiter);
                    reject(this.refuse());
                }, this.deadlineMs),
            };
            this.waiting.add(waiter);
        });
    }
    /** Hands the place to the longest waiting one, so that nobody who comes later slips in between. */
    release() {
        const [next] = this.waiting;
        if (!next) {
            this.held -= 1;
            return;
        }
        this.waiting.delete(next);
        clearTimeout(next.timer);
        next.enter();
    }
}
//# sourceMappingURL=semaphore.js.map