import { SerialQueue } from './serial-queue.js';
/** One serial queue per key; a key takes memory only while it has work. */
export class KeyedSerialQueue {
    constructor() {
        this.queues = new Map();
    }
    /** Whether work for `key` runs or waits. */
    isBusy(key) {
        return this.queues.has(key);
    }
    run(key, task) {
        let queue = this.queues.get(key);
        if (!queue) {
            queue = new SerialQueue();
            this.queues.set(key, queue);
        }
        const used = queue;
        return used.run(task).finally(() => {
            if (used.size === 0 && this.queues.get(key) === used)
                this.queues.delete(key);
        });
    }
}
//# sourceMappingURL=keyed-serial-queue.js.map