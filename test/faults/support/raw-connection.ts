import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';

/** A TCP connection that says what it is told to, as no well-behaved HTTP client would. */
export class RawConnection {
  private text = '';
  private ended = false;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => (this.text += part));
    // A reset is one of the ways in which a server may end it.
    socket.on('error', () => undefined);
    socket.once('close', () => (this.ended = true));
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** What came back so far. */
  get received(): string {
    return this.text;
  }

  get isClosed(): boolean {
    return this.ended;
  }

  /** Resolves once the operating system has all of it. */
  async write(...lines: string[]): Promise<void> {
    await new Promise<void>((resolve) => this.socket.write(lines.join('\r\n'), () => resolve()));
  }

  /** Waits until something matches in what came back. */
  async until(pattern: RegExp, timeout = 5_000): Promise<string> {
    await expect.poll(() => this.text, { timeout, interval: 5 }).toMatch(pattern);
    return this.text;
  }

  close(): void {
    this.socket.destroy();
  }
}
