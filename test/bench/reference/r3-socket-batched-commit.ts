// R3: bare Socket.IO doing the same exchange as this server: a send, an acknowledgement after a batched commit, and one
// delivery. No rules, no receipts, no conversations but a number. DATABASE_URL and PORT come from the environment.
import { createServer } from 'node:http';
import { createPool, type ResultSetHeader } from 'mysql2/promise';
import { decodeJwt } from 'jose';
import { Server, type Socket } from 'socket.io';

interface Send {
  readonly to_uid: number;
  readonly message: { readonly body: { readonly text: string } };
}

interface Pending extends Send {
  readonly from: number;
  readonly done: (id: number) => void;
}

const BATCH = 256;
const { DATABASE_URL = '', PORT = '' } = process.env;
const pool = createPool({ uri: DATABASE_URL, connectionLimit: 4 });
await pool.query(`CREATE TABLE r3_messages (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, receiver_id BIGINT NOT NULL,
  sender_id BIGINT NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL)`);

const waiting: Pending[] = [];
let isStoring = false;

/** One transaction at a time, of all that came meanwhile. */
async function store(): Promise<void> {
  if (isStoring) return;
  isStoring = true;
  while (waiting.length > 0) {
    const batch = waiting.splice(0, BATCH);
    const now = Date.now();
    const rows = batch.map(({ to_uid, from, message }) => [to_uid, from, JSON.stringify(message.body), now]);
    // A statement alone is a transaction. InnoDB gives its rows consecutive ids.
    const [{ insertId }] = await pool.query<ResultSetHeader>(
      'INSERT INTO r3_messages (receiver_id, sender_id, body, created_at) VALUES ?',
      [rows],
    );
    batch.forEach(({ done }, index) => done(insertId + index));
  }
  isStoring = false;
}

const http = createServer((request, response) => {
  if (request.url === '/readyz') response.end('ready');
});
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket: Socket) => {
  const { sub } = decodeJwt((socket.handshake.auth as { token: string }).token);
  const uid = Number(sub);
  void socket.join(`u:${uid}`);
  socket.on('message:send', (send: Send, ack: (answer: object) => void) => {
    const done = (id: number): void => {
      ack({ datas: id });
      const { to_uid, message } = send;
      io.to(`u:${to_uid}`).emit('message', { msg_id: id, from: { uid }, body: message.body, created_at: Date.now() });
    };
    waiting.push({ ...send, from: uid, done });
    void store();
  });
});
http.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
