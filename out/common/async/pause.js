import { setImmediate, setTimeout } from 'node:timers/promises';
/** Waits `ms` milliseconds. */
export function pause(ms) {
    return setTimeout(ms);
}
/** Lets the event loop serve others: between the parts of anything long on SQLite's synchronous driver. */
export function yieldToOthers() {
    return setImmediate();
}
//# sourceMappingURL=pause.js.map