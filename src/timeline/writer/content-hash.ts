import { hash } from 'node:crypto';
import { keyOf } from '../conversation-target.js';
import type { AppendCommand } from './append-command.js';

/**
 * SHA-256, in hex, of what makes two sends the same: where to, what type, what body. The body's
 * fields come in the order of its DTO, so their order on the wire does not matter.
 */
export function contentHash({ target, type, body }: Pick<AppendCommand, 'target' | 'type' | 'body'>): string {
  return hash('sha256', JSON.stringify([keyOf(target), type, body]));
}
