import type { Socket } from 'socket.io';

type Connection = Socket['conn'];

/** In which the other side may read what was said last. */
const LINGER_MS = 500;

/** Of engine.io's WebSocket transport; polling has none. */
interface Transport {
  readonly name: string;
  readonly socket?: { pause(): void; terminate(): void };
}

/** Ends a connection whose other side does not stop sending, whether or not it takes in what is still to be said. */
export function hangUp(conn: Connection): void {
  conn.close();
  silence(conn);
}

/**
 * Has a connection end when it is closed here. A close alone is but the offer of one: for thirty seconds ws goes on
 * reading what comes in, however much that is.
 */
export function endWithClose(conn: Connection): void {
  conn.once('close', (reason: string) => {
    if (reason !== 'transport close') silence(conn);
  });
}

/**
 * Reads nothing any more, and is gone soon. One that polls is over with its close: its requests end by themselves,
 * maybe on a connection that a proxy shares among many.
 */
function silence(conn: Connection): void {
  const { name, socket } = conn.transport as unknown as Transport;
  if (name !== 'websocket' || !socket) return;
  socket.pause();
  setTimeout(() => socket.terminate(), LINGER_MS).unref();
}
