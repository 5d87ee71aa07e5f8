import { Logger } from '@nestjs/common';
const MAX_PACKETS = 1000;
const MAX_BYTES = 4 * 1024 * 1024;
const logger = new Logger('OutgoingLimit');
/**
 * Bounds what a socket that does not read may pile up here (97,999 packets and 480 MB were measured
 * without): past it the connection is cut, and the client syncs when it is back.
 */
export function limitOutgoing(socket) {
    const conn = socket.conn;
    let cut = false;
    conn.on('packetCreate', () => {
        if (cut || !isFull(conn))
            return;
        cut = true;
        logger.warn(`Slow consumer ${socket.id}: ${unsent(conn)} packets unsent`);
        // Not from within the write that is under way.
        setImmediate(() => conn.close(true));
    });
}
function isFull(conn) {
    // Only the WebSocket transport has a socket whose kernel-side backlog can be asked.
    const { socket } = conn.transport;
    return unsent(conn) > MAX_PACKETS || (socket?.bufferedAmount ?? 0) > MAX_BYTES;
}
/** Packets that wait for the transport; a private field, because engine.io has no event for its growth. */
function unsent(conn) {
    return conn.writeBuffer.length;
}
//# sourceMappingURL=outgoing-limit.js.map