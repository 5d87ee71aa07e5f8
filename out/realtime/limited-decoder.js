import * as parser from 'socket.io-parser';
import { MAX_BODY, MAX_USER_BODY, SYNC_EVENT } from '../wire/routes.js';
/** Stands in place of the arguments of an event that was too large (contract, section 2). */
export const OVERSIZED = Object.freeze({ oversized: true });
/** Socket.IO's own decoder, which also knows how large an event was. */
class LimitedDecoder extends parser.Decoder {
    constructor(...options) {
        super(...options);
        // Private in the declared type, but the one place where an event's name and size are both known.
        const open = this;
        const decodeString = open.decodeString.bind(this);
        open.decodeString = (text) => limitSize(decodeString(text), text);
    }
}
function limitSize(packet, text) {
    if (packet.type !== parser.PacketType.EVENT || !Array.isArray(packet.data))
        return packet;
    const [event] = packet.data;
    const limit = event === SYNC_EVENT ? MAX_BODY : MAX_USER_BODY;
    // A character is at most three bytes of UTF-8: most events need no count.
    const tooLarge = text.length * 3 > limit && Buffer.byteLength(text) > limit;
    return tooLarge ? { ...packet, data: [event, OVERSIZED] } : packet;
}
/** For Socket.IO's `parser` option. */
export const limitedParser = { ...parser, Decoder: LimitedDecoder };
//# sourceMappingURL=limited-decoder.js.map