/** Runs tasks one after the other, first in first out; one that fails holds up nobody. */
export class SerialQueue {
    constructor() {
        this.tail = Promise.resolve();
        this.waiting = 0;
    }
    /** Tasks that run or wait. */
    get size() {
        return this.waiting;
    }
    run(task) {
        this.waiting += 1;
        const result = this.tail.then(task);
        this.tail = result.then(() => this.done(), () => this.done());
        return result;
    }
    done() {
        this.waiting -= 1;
    }
}
//# sourceMappingURL=serial-queue.js.map