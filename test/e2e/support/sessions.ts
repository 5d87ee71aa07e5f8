/** What opens a Socket.IO session, by polling and by WebSocket. */
export const POLL = '/socket.io/?EIO=4&transport=polling';
export const SOCKET = '/socket.io/?EIO=4&transport=websocket';
export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};
