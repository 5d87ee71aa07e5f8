import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { frameOf, maskedFrame } from './ws-frame.js';

const HEAD_END = Buffer.from('\r\n\r\n');
const SWITCHING = Buffer.from('HTTP/1.1 101 ');
const NOTHING = Buffer.alloc(0);
const SHARED = Buffer.alloc(65_536);

/** Of this machine, to connect from: where thousands leave the choice of a port to the kernel, it takes a core. */
export interface LocalEnd {
  readonly localAddress?: string;
  readonly localPort?: number;
}

/**
 * A Socket.IO client over bare WebSocket frames: what a real one does beyond that would be measured too. It takes text
 * frames that are whole, which is all that this server and the references send.
 */
export class WsConnection {
  private received: Buffer = NOTHING;
  private isOpen = false;
  private nextAck = 0;
  private readonly acks = new Map<number, { resolve(data: string): void; reject(error: Error): void }>();
  onEvent: (packet: string) => void = () => undefined;
  /** Resolves once the server has let it into the namespace. */
  readonly connected: Promise<void>;
  private settle: { resolve(): void; reject(error: Error): void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };

  private readonly socket: Socket;
  /** What connecting took, by steps, in milliseconds: `upgrade` from connecting on, then `namespace`. */
  readonly took = { upgrade: Number.NaN, namespace: Number.NaN };
  /** `Retry-After` of a refused upgrade. */
  retryAfterMs = 0;
  private since = performance.now();

  private constructor(
    port: number,
    private readonly auth: object,
    from: LocalEnd,
  ) {
    this.connected = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // One buffer for all: streams of thousands of connections would take the core that the database is on.
    const onread = { buffer: SHARED, callback: (length: number) => this.receive(SHARED.subarray(0, length)) };
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, ...from, onread });
    this.socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\n' +
        `connection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    const fail = (error?: Error | boolean): void => {
      const reason = error instanceof Error ? error : new Error('The server closed the connection');
      this.settle.reject(reason);
      for (const { reject } of this.acks.values()) reject(reason);
      this.acks.clear();
    };
    this.socket.on('error', fail);
    this.socket.on('close', fail);
  }

  /** Begins to connect: wait for `connected`. */
  static start(port: number, auth: object, from: LocalEnd = {}): WsConnection {
    return new WsConnection(port, auth, from);
  }

  /** Resolves once the server has let it into the namespace. */
  static async open(port: number, auth: object): Promise<WsConnection> {
    const connection = WsConnection.start(port, auth);
    await connection.connected;
    return connection;
  }

  /** @throws Error where the connection ends before it is answered */
  emit(event: string, data: object): Promise<string> {
    const id = this.nextAck;
    this.nextAck += 1;
    return new Promise((resolve, reject) => {
      this.acks.set(id, { resolve, reject });
      this.write(`42${id}${JSON.stringify([event, data])}`);
    });
  }

  close(): void {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }

  /** @returns true: go on reading */
  private receive(part: Buffer): boolean {
    const rest = this.read(this.received.length === 0 ? part : Buffer.concat([this.received, part]));
    // The shared buffer is the next one's at once.
    this.received = rest.length === 0 ? NOTHING : Buffer.from(rest);
    return true;
  }

  /** @returns what is no whole frame yet */
  private read(received: Buffer): Buffer {
    let rest = received;
    if (!this.isOpen) {
      const end = rest.indexOf(HEAD_END);
      if (end < 0) return rest;
      if (!rest.subarray(0, 13).equals(SWITCHING)) {
        const head = rest.toString('utf8', 0, end);
        this.retryAfterMs = Number(/retry-after: (\d+)/i.exec(head)?.[1] ?? 0) * 1000;
        this.settle.reject(new Error(head));
        return NOTHING;
      }
      rest = rest.subarray(end + HEAD_END.length);
      this.isOpen = true;
      this.took.upgrade = performance.now() - this.since;
    }
    for (;;) {
      const frame = frameOf(rest);
      if (!frame) return rest;
      rest = rest.subarray(frame.end);
      if (frame.isText) this.take(frame.text);
    }
  }

  private take(packet: string): void {
    if (packet.startsWith('42')) return this.onEvent(packet.slice(2));
    if (packet.startsWith('43')) return this.acknowledge(packet);
    if (packet === '2') return this.write('3');
    if (packet.startsWith('0')) {
      this.since = performance.now();
      return this.write(`40${JSON.stringify(this.auth)}`);
    }
    if (packet.startsWith('40')) {
      this.took.namespace = performance.now() - this.since;
      return this.settle.resolve();
    }
    if (packet.startsWith('44')) this.settle.reject(new Error(`Refused: ${packet}`));
  }

  private acknowledge(packet: string): void {
    const at = packet.indexOf('[');
    const id = Number(packet.slice(2, at));
    this.acks.get(id)?.resolve(packet.slice(at));
    this.acks.delete(id);
  }

  private write(text: string): void {
    this.socket.write(maskedFrame(text));
  }
}
