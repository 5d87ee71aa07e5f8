import { IncomingMessage } from 'node:http';

const SOCKET_IO = '/socket.io/';

/**
 * A request as Node reads it, but for one thing: its offer to go on in another protocol counts only where
 * that is a WebSocket to Socket.IO. Every other one (Java's client offers HTTP/2 with each request) is a
 * request like any other, body included, and may be ignored (RFC 9110, 7.8). Node itself asks only whether
 * anybody listens for upgrades at all, and then takes each offer for an end of HTTP on that connection.
 */
export class WireRequest extends IncomingMessage {
  private offered?: boolean | null;

  /** Node sets it from the headers' form, and reads it once it has them all. */
  get upgrade(): boolean {
    return this.offered === true && this.isForSocketIo();
  }

  set upgrade(offered: boolean | null) {
    this.offered = offered;
  }

  private isForSocketIo(): boolean {
    return this.url?.startsWith(SOCKET_IO) === true && this.headers.upgrade?.toLowerCase() === 'websocket';
  }
}
