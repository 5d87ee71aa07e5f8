import type { News } from './news.js';
import { isNews } from './news-shape.js';
import { fields, isText, isUint, oneOf, optional } from './shape.js';

/** What a node writes to the others: news, or a sign of itself. */
export interface Letter {
  readonly node: string;
  /** Counts the node's letters: one that comes over several channels is known by it. */
  readonly id: number;
  readonly news?: News;
  readonly sign?: 'alive' | 'bye' | 'gap';
}

const isLetter = fields<Letter>({
  node: isText,
  id: isUint,
  news: optional(isNews),
  sign: optional(oneOf('alive', 'bye', 'gap')),
});

/** Undefined for whatever is no letter: anybody who can reach Redis can write there. */
export function readLetter(text: string): Letter | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLetter(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
