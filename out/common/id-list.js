import { parseUint } from './uint.js';
/**
 * Reads an id list: "1,2,3,4", in JSON also a bare integer or an array of integers.
 * Duplicates collapse, the order of first appearance is kept.
 * @returns the ids, or undefined where one item is bad, or there are none, or more than `max` (contract, section 2)
 */
export function parseIdList(value, max) {
    const items = typeof value === 'string' ? splitList(value, max) : Array.isArray(value) ? value : [value];
    if (items.length === 0 || items.length > max)
        return undefined;
    const ids = new Set();
    for (const item of items) {
        // Inside an array an item is an integer, never text that holds a list of its own.
        const id = parseUint(item, 1);
        if (id === undefined)
            return undefined;
        ids.add(id);
    }
    return [...ids];
}
/** Stops splitting one item past the limit: a megabyte of commas costs no megabyte of strings. */
function splitList(text, max) {
    return text.split(',', max + 1);
}
//# sourceMappingURL=id-list.js.map