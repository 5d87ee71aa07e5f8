import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * One keep-alive connection over a bare TCP socket, with one request at a time: what an HTTP client does beyond that
 * would be measured too.
 */
export class HttpConnection {
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(answer: HttpAnswer): void; reject(error: Error): void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (part: Buffer) => {
      this.received = this.received.length === 0 ? part : Buffer.concat([this.received, part]);
      this.read();
    });
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The server closed the connection')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.removeListener('error', reject);
        resolve(new HttpConnection(socket));
      });
    });
  }

  /** @param head request line and headers but for the length, each line with its end */
  post(head: string, body: string): Promise<HttpAnswer> {
    return this.exchange(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** @param head request line and headers, each line with its end */
  get(head: string): Promise<HttpAnswer> {
    return this.exchange(`${head}\r\n`);
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private exchange(request: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  /** Answers carry their length: no reference and no server of ours sends chunks. */
  private read(): void {
    const end = this.received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) return this.fail(new Error(`An answer without its length: ${head}`));
    const bodyAt = end + HEAD_END.length;
    if (this.received.length < bodyAt + Number(length)) return;
    const body = this.received.toString('utf8', bodyAt, bodyAt + Number(length));
    this.received = this.received.subarray(bodyAt + Number(length));
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
  }
}
