import type { News } from './news.js';
import { isNews } from './news-shape.js';
import { fields, oneOf, optional } from './shape.js';

/** What a node writes to the others: news, or a sign of itself. */
export interface Letter {
  readonly news?: News;
  readonly sign?: 'alive' | 'bye' | 'gap';
}

/** Stands before a letter: who has it already need not open it. */
export interface Envelope {
  /** A UUID. */
  readonly node: string;
  /** Counts the node's letters. */
  readonly id: number;
}

const ENVELOPE = /^([0-9a-f-]{36}):(\d{1,15}):/;

const isLetter = fields<Letter>({ news: optional(isNews), sign: optional(oneOf('alive', 'bye', 'gap')) });

export function writeLetter({ node, id }: Envelope, letter: Letter): string {
  return `${node}:${id}:${JSON.stringify(letter)}`;
}

/** Undefined for what has none: anybody who can reach Redis can write there. */
export function readEnvelope(text: string): (Envelope & { readonly content: string }) | undefined {
  const match = ENVELOPE.exec(text);
  if (!match) return undefined;
  const [whole, node = '', id] = match;
  return { node, id: Number(id), content: text.slice(whole.length) };
}

/** Undefined for what is no letter. */
export function openLetter(content: string): Letter | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return isLetter(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
