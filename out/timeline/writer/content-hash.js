import { createHash } from 'node:crypto';
import { keyOf } from '../conversation-target.js';
/**
 * SHA-256, in hex, of what makes two sends the same: where to, what type, what body. The body's
 * fields come in the order of its DTO, so their order on the wire does not matter.
 */
export function contentHash({ target, type, body }) {
    return createHash('sha256')
        .update(JSON.stringify([keyOf(target), type, body]))
        .digest('hex');
}
//# sourceMappingURL=content-hash.js.map