import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A POST all of whose body but the last byte is sent. */
export class StalledBody {
  private text = '';

  private constructor(private readonly socket: Socket) {
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (part: string) => (this.text += part));
  }

  /** @param length bytes that the head speaks of; `sent` of them, spaces, follow */
  static async begin(
    url: string,
    path: string,
    length: number,
    headers: Record<string, string> = {},
    sent = length - 1,
  ): Promise<StalledBody> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const body = new StalledBody(socket);
    await once(socket, 'connect');
    const lines = Object.entries({
      'content-type': 'application/json',
      'content-length': String(length),
      ...headers,
    }).map((pair) => pair.join(': '));
    socket.write([`POST ${path} HTTP/1.1`, 'host: chat', ...lines, '', ' '.repeat(sent)].join('\r\n'));
    return body;
  }

  /** What the server has said so far; '' while it waits for the rest. */
  get answer(): string {
    return this.text;
  }

  /** Sends the last byte. */
  end(): void {
    this.socket.write(' ');
  }

  close(): void {
    this.socket.destroy();
  }
}
