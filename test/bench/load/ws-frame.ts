const TEXT = 0x81;

export interface Frame {
  readonly isText: boolean;
  readonly text: string;
  /** Where the next one begins. */
  readonly end: number;
}

/** The first frame that a server sent, unmasked; undefined where it is not whole yet. */
export function frameOf(buffer: Buffer): Frame | undefined {
  if (buffer.length < 2) return undefined;
  let length = (buffer[1] ?? 0) & 0x7f;
  let at = 2;
  if (length === 126) {
    if (buffer.length < 4) return undefined;
    length = buffer.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (buffer.length < 10) return undefined;
    length = Number(buffer.readBigUInt64BE(2));
    at = 10;
  }
  if (buffer.length < at + length) return undefined;
  return { isText: buffer[0] === TEXT, text: buffer.toString('utf8', at, at + length), end: at + length };
}

/** A client's: masked with zeros, so that the payload stands in it as it is. */
export function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length > 0xffff) throw new Error(`${length} bytes in a frame: this writes up to 64 KB`);
  const size = length < 126 ? [length | 0x80] : [126 | 0x80, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([TEXT, ...size, 0, 0, 0, 0]), payload]);
}
