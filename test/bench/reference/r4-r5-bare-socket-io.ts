// R4 and R5: bare Socket.IO. Everybody is in one room; what one sends is broadcast to the others and acknowledged. With nobody
// sending, it is what an idle connection costs. PORT comes from the environment.
import { createServer } from 'node:http';
import { Server, type Socket } from 'socket.io';

const { PORT = '' } = process.env;
const ROOM = 'all';
const http = createServer((request, response) => {
  if (request.url === '/readyz') response.end('ready');
});
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
let id = 0;
io.on('connection', (socket: Socket) => {
  void socket.join(ROOM);
  socket.on('message:send', (send: { message: { body: object } }, ack: (answer: object) => void) => {
    id += 1;
    socket.to(ROOM).emit('message', { msg_id: id, body: send.message.body, created_at: Date.now() });
    ack({ datas: id });
  });
});
http.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
