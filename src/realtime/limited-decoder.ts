import * as parser from 'socket.io-parser';
import { MAX_BODY, MAX_USER_BODY, SYNC_EVENT } from '../wire/routes.js';

/** Stands in place of the arguments of an event that was too large (contract, section 2). */
export const OVERSIZED = Object.freeze({ oversized: true });

/** Socket.IO's own decoder, which also counts how large an event was, its binary attachments included. */
class LimitedDecoder extends parser.Decoder {
  private bytes = 0;

  override add(chunk: string | Buffer): void {
    this.bytes += Buffer.byteLength(chunk);
    super.add(chunk);
  }

  override on(event: 'decoded', listener: (packet: parser.Packet) => void): this {
    return super.on(event, (packet: parser.Packet) => {
      const { bytes } = this;
      this.bytes = 0;
      listener(limitSize(packet, bytes));
    });
  }
}

function limitSize(packet: parser.Packet, bytes: number): parser.Packet {
  if (packet.type !== parser.PacketType.EVENT || !Array.isArray(packet.data)) return packet;
  const [event] = packet.data as unknown[];
  return bytes > (event === SYNC_EVENT ? MAX_BODY : MAX_USER_BODY) ? { ...packet, data: [event, OVERSIZED] } : packet;
}

/** For Socket.IO's `parser` option. */
export const limitedParser = { ...parser, Decoder: LimitedDecoder };
