import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';

const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;

/** A WebSocket at which anything can be written, packets that no client would make and bytes that are no frames. */
export class RawSocket {
  private text = '';
  private unread = Buffer.alloc(0);
  private upgraded = false;
  private ended = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (part: Buffer) => this.read(part));
    // A reset is one of the ways in which a server may end it.
    socket.on('error', () => undefined);
    socket.once('close', () => (this.ended = true));
  }

  /** @param query of the upgrade, beside the transport */
  static async open(url: string, query = 'EIO=4'): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const raw = new RawSocket(socket);
    socket.write(
      `GET /socket.io/?${query}&transport=websocket HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await expect.poll(() => raw.text !== '' || raw.ended, { interval: 2 }).toBe(true);
    return raw;
  }

  /** One that is let in, in the default namespace. */
  static async enter(url: string, token: string): Promise<RawSocket> {
    const raw = await RawSocket.open(url);
    raw.send(`40${JSON.stringify({ token })}`);
    await raw.until(/40\{"sid"/);
    return raw;
  }

  /** What came back so far: the answer to the upgrade, and packets, one behind the other. */
  get received(): string {
    return this.text;
  }

  get isClosed(): boolean {
    return this.ended;
  }

  async until(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.text, { timeout: 5_000, interval: 2 }).toMatch(pattern);
  }

  async untilClosed(): Promise<void> {
    await expect.poll(() => this.ended, { timeout: 15_000, interval: 5 }).toBe(true);
  }

  /** An engine.io packet: `42["event"]` as text, an attachment as bytes. */
  send(packet: string | Buffer): void {
    this.write(typeof packet === 'string' ? frame(TEXT, Buffer.from(packet)) : frame(BINARY, packet));
  }

  /** A WebSocket frame of any kind. @param first its first byte: FIN, reserved bits, opcode */
  sendFrame(first: number, payload: Buffer): void {
    this.write(frame(first & 0x0f, payload, first & 0xf0));
  }

  write(bytes: Buffer | string): void {
    if (!this.ended) this.socket.write(bytes);
  }

  close(): void {
    this.socket.destroy();
  }

  private read(part: Buffer): void {
    this.unread = Buffer.concat([this.unread, part]);
    if (!this.upgraded) {
      const end = this.unread.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.take(end + 4);
      this.upgraded = true;
    }
    for (let size = sizeOf(this.unread); size !== undefined; size = sizeOf(this.unread)) this.take(size);
  }

  private take(size: number): void {
    const bytes = this.unread.subarray(0, size);
    this.unread = this.unread.subarray(size);
    this.text += bytes.toString('latin1');
    // Who is told to go is gone: the server itself reads nothing any more, and ends the connection half a second later.
    if (this.upgraded && ((bytes[0] ?? 0) & 0x0f) === CLOSE) this.socket.destroy();
  }
}

/** Of the first frame of a server, whose frames have no mask; undefined where it is not there as a whole. */
function sizeOf(bytes: Buffer): number | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return undefined;
  const size = head + (short === 126 ? bytes.readUInt16BE(2) : short === 127 ? bytes.readUInt32BE(6) : short);
  return bytes.length < size ? undefined : size;
}

/** A frame of a client, masked with zeros: its payload stands in it as it is. */
function frame(opcode: number, payload: Buffer, flags = 0x80): Buffer {
  const { length } = payload;
  const size =
    length < 126
      ? [length | 0x80]
      : length < 65_536
        ? [126 | 0x80, length >> 8, length & 255]
        : [127 | 0x80, 0, 0, 0, 0, (length >>> 24) & 255, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  return Buffer.concat([Buffer.from([flags | opcode, ...size, 0, 0, 0, 0]), payload]);
}
