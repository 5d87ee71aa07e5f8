import { Logger } from '@nestjs/common';
import type { Socket } from 'socket.io';

const MAX_PACKETS = 1000;
const MAX_BYTES = 4 * 1024 * 1024;
/** How long more than that many packets may wait: a burst is no slow reader, nor is a short silence of the network. */
const PATIENCE_MS = 1000;
const logger = new Logger('OutgoingLimit');
/** One connection may carry several namespaces, and enter them again. */
const limited = new WeakSet<Socket['conn']>();

interface Packet {
  readonly data?: string | ArrayBufferView;
}

/**
 * Bounds what a socket that does not read may pile up here (97,999 packets and 480 MB were measured
 * without): past it the connection is cut, and the client syncs when it is back.
 */
export function limitOutgoing(socket: Socket): void {
  const { conn } = socket;
  if (limited.has(conn)) return;
  limited.add(conn);
  // What was made since the transport last took everything.
  let packets = 0;
  let bytes = 0;
  let patience: NodeJS.Timeout | undefined;
  let isCut = false;

  const forget = (): void => {
    packets = bytes = 0;
    clearTimeout(patience);
    patience = undefined;
  };
  const cut = (): void => {
    isCut = true;
    logger.warn(`Slow consumer ${socket.id}: ${packets} packets unsent, ${bytes + backlogOf(conn)} bytes`);
    // Not from within the write that is under way.
    setImmediate(() => conn.close(true));
  };

  conn.on('packetCreate', ({ data }: Packet) => {
    if (isCut) return;
    packets += 1;
    bytes += typeof data === 'string' ? data.length : (data?.byteLength ?? 0);
    if (bytes + backlogOf(conn) > MAX_BYTES) cut();
    else if (packets > MAX_PACKETS && patience === undefined) {
      const started = setTimeout(() => {
        // Where this process itself was held up, the socket gets its turn first.
        setImmediate(() => {
          if (patience === started && !isCut) cut();
        });
      }, PATIENCE_MS);
      patience = started;
    }
  });
  conn.on('flush', forget);
  conn.once('close', forget);
}

/** Bytes on their way to the kernel; only the WebSocket transport has a socket that can be asked. */
function backlogOf(conn: Socket['conn']): number {
  const { socket } = conn.transport as unknown as { socket?: { bufferedAmount?: number } };
  return socket?.bufferedAmount ?? 0;
}
