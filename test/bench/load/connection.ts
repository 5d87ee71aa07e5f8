import { SocketIoConnection } from './socket-io-connection.js';
import { WsConnection } from './ws-connection.js';

/** A user's socket. */
export interface Connection {
  /** Gets each event's packet, as JSON: an array of its name and its payload. */
  onEvent: (packet: string) => void;
  /** Sends an event, and resolves with its acknowledgement's JSON: an array of one. */
  emit(event: string, data: object): Promise<string>;
  close(): void;
}

/** Of so many connections one is socket.io-client's, so that what holds for bare frames is seen to hold for it. */
const SAMPLED = 100;

/** Resolves once the server has let it into the namespace. @param index of the connection, from 0 */
export function openConnection(port: number, token: string, index: number): Promise<Connection> {
  const isSampled = index % SAMPLED === 0;
  return isSampled ? SocketIoConnection.open(port, { token }) : WsConnection.open(port, { token });
}
