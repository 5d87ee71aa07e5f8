import { parse } from 'secure-json-parse';
/** Nesting and size of what is looked at further; both far above any real call. */
const MAX_DEPTH = 16;
const MAX_WIDTH = 10_001;
/**
 * Parses JSON text that came from outside, HTTP body or form field.
 * @returns the value, or undefined where the text is no JSON, smuggles a prototype, or is too deep or wide
 */
export function parseJson(text) {
    let value;
    try {
        value = parse(text, null, { protoAction: 'error', constructorAction: 'error' });
    }
    catch {
        return undefined;
    }
    return isWithinLimits(value) ? value : undefined;
}
/**
 * Whether a parsed value is shallow and narrow enough to work on: recursive code overflows its
 * stack at a few thousand levels (18 KB of brackets), and quadratic code stalls on wide objects.
 */
export function isWithinLimits(value) {
    let level = [value];
    for (let depth = 0; level.length > 0; depth += 1) {
        if (depth > MAX_DEPTH)
            return false;
        const next = [];
        for (const item of level) {
            if (typeof item !== 'object' || item === null || Buffer.isBuffer(item))
                continue;
            const children = Array.isArray(item) ? item : Object.values(item);
            if (children.length > MAX_WIDTH)
                return false;
            for (const child of children)
                if (typeof child === 'object' && child !== null)
                    next.push(child);
        }
        level = next;
    }
    return true;
}
//# sourceMappingURL=json.js.map