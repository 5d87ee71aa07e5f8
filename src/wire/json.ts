import { parse } from 'secure-json-parse';

/** Nesting and size of what is looked at further; both far above any real call. */
const MAX_DEPTH = 16;
const MAX_WIDTH = 10_001;

/**
 * Parses JSON text that came from outside, HTTP body or form field.
 * @returns the value, without keys that would reach a prototype; undefined where the text is no JSON, or too deep or wide
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = parse(text, null, { protoAction: 'remove', constructorAction: 'remove' }) as unknown;
  } catch {
    return undefined;
  }
  return isWithinLimits(value) ? value : undefined;
}

/**
 * Whether a parsed value is shallow and narrow enough to work on: recursive code overflows its
 * stack at a few thousand levels (18 KB of brackets), and quadratic code stalls on wide objects.
 */
export function isWithinLimits(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return false;
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null || Buffer.isBuffer(item)) continue;
      const children = Array.isArray(item) ? (item as unknown[]) : Object.values(item);
      if (children.length > MAX_WIDTH) return false;
      for (const child of children) if (typeof child === 'object' && child !== null) next.push(child);
    }
    level = next;
  }
  return true;
}
