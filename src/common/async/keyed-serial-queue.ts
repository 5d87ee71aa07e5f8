import { SerialQueue } from './serial-queue.js';

/** One serial queue per key; a key takes memory only while it has work. */
export class KeyedSerialQueue<K> {
  private readonly queues = new Map<K, SerialQueue>();

  /** Whether work for `key` runs or waits. */
  isBusy(key: K): boolean {
    return this.queues.has(key);
  }

  run<T>(key: K, task: () => Promise<T>): Promise<T> {
    let queue = this.queues.get(key);
    if (!queue) {
      queue = new SerialQueue();
      this.queues.set(key, queue);
    }
    const used = queue;
    return used.run(task).finally(() => {
      if (used.size === 0 && this.queues.get(key) === used) this.queues.delete(key);
    });
  }
}
