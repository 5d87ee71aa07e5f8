import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const TEXT = 0x81;

type Listener = (packet: string) => void;

/**
 * A Socket.IO client over bare WebSocket frames: what a real one does beyond that would be measured too. It takes text
 * frames that are whole, which is all that this server and the references send.
 */
export class WsConnection {
  private received: Buffer = Buffer.alloc(0);
  private isOpen = false;
  private nextAck = 0;
  private readonly acks = new Map<number, (data: string) => void>();
  /** Gets each event's packet after its `42`. */
  onEvent: Listener = () => undefined;
  private readonly connected: Promise<void>;
  private settle: { resolve(): void; reject(error: Error): void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };

  private constructor(
    private readonly socket: Socket,
    auth: object,
  ) {
    this.connected = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    socket.setNoDelay(true);
    socket.on('data', (part: Buffer) => {
      this.received = this.received.length === 0 ? part : Buffer.concat([this.received, part]);
      this.read(auth);
    });
    const fail = (): void => this.settle.reject(new Error('The server closed the connection'));
    socket.on('error', fail);
    socket.on('close', fail);
  }

  /** Resolves once the server has let it into the namespace. */
  static async open(port: number, auth: object): Promise<WsConnection> {
    const socket = await new Promise<Socket>((resolve, reject) => {
      const made = connect(port, '127.0.0.1', () => resolve(made));
      made.once('error', reject);
    });
    const connection = new WsConnection(socket, auth);
    socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\n' +
        `connection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    await connection.connected;
    return connection;
  }

  /** Sends an event, and resolves with its acknowledgement's JSON: an array of one. */
  emit(event: string, data: object): Promise<string> {
    const id = this.nextAck;
    this.nextAck += 1;
    return new Promise((resolve) => {
      this.acks.set(id, resolve);
      this.write(`42${id}${JSON.stringify([event, data])}`);
    });
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  private read(auth: object): void {
    if (!this.isOpen) {
      const end = this.received.indexOf(HEAD_END);
      if (end < 0) return;
      this.received = this.received.subarray(end + HEAD_END.length);
      this.isOpen = true;
    }
    for (;;) {
      const frame = frameOf(this.received);
      if (!frame) return;
      this.received = this.received.subarray(frame.end);
      if (frame.isText) this.take(frame.text, auth);
    }
  }

  private take(packet: string, auth: object): void {
    if (packet.startsWith('42')) return this.onEvent(packet.slice(2));
    if (packet.startsWith('43')) return this.acknowledge(packet);
    if (packet === '2') return this.write('3');
    if (packet.startsWith('0')) return this.write(`40${JSON.stringify(auth)}`);
    if (packet.startsWith('40')) return this.settle.resolve();
    if (packet.startsWith('44')) this.settle.reject(new Error(`Refused: ${packet}`));
  }

  private acknowledge(packet: string): void {
    const at = packet.indexOf('[');
    const id = Number(packet.slice(2, at));
    this.acks.get(id)?.(packet.slice(at));
    this.acks.delete(id);
  }

  /** Masked with zeros: the payload stands in the frame as it is. */
  private write(text: string): void {
    const payload = Buffer.from(text);
    const { length } = payload;
    const size = length < 126 ? [length | 0x80] : [126 | 0x80, length >> 8, length & 255];
    this.socket.write(Buffer.concat([Buffer.from([TEXT, ...size, 0, 0, 0, 0]), payload]));
  }
}

interface Frame {
  readonly isText: boolean;
  readonly text: string;
  /** Where the next one begins. */
  readonly end: number;
}

function frameOf(buffer: Buffer): Frame | undefined {
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
