import { io, type Socket } from 'socket.io-client';

/** What apps use, as it is. */
export class SocketIoConnection {
  onEvent: (packet: string) => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.onAny((...packet: unknown[]) => this.onEvent(JSON.stringify(packet)));
  }

  static async open(port: number, auth: object): Promise<SocketIoConnection> {
    const socket = io(`http://127.0.0.1:${port}`, {
      auth,
      transports: ['websocket'],
      forceNew: true,
      // A connection that was lost is a failure here.
      reconnection: false,
    });
    const connection = new SocketIoConnection(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return connection;
  }

  emit(event: string, data: object): Promise<string> {
    return new Promise((resolve) => {
      this.socket.emit(event, data, (answer: unknown) => resolve(JSON.stringify([answer])));
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}
