/** Bytes at which history and sync answers stop. */
export const ANSWER_BYTES = 256 * 1024;
/**
 * The items from the front that fit into `budget` bytes of JSON, never fewer than one.
 * @param items nearest the cursor first
 */
export function withinBudget(items, budget = ANSWER_BYTES) {
    let left = budget;
    const fitting = [];
    for (const item of items) {
        left -= Buffer.byteLength(JSON.stringify(item)) + 1;
        if (left < 0 && fitting.length > 0)
            break;
        fitting.push(item);
    }
    return fitting;
}
//# sourceMappingURL=byte-budget.js.map