// R7: bare Socket.IO that marks what users received: an event, one row per user and conversation that only rises, an
// acknowledgement after a batched commit. No messages, no memberships, no marks above the low one, nobody is told.
// DATABASE_URL and PORT come from the environment.
import { createServer } from 'node:http';
import { decodeJwt } from 'jose';
import { createPool } from 'mysql2/promise';
import { Server, type Socket } from 'socket.io';

interface Pending {
  readonly uid: number;
  readonly msgId: number;
  readonly done: () => void;
}

const BATCH = 256;
const CONVERSATION = 1;
const { DATABASE_URL = '', PORT = '' } = process.env;
const pool = createPool({ uri: DATABASE_URL, connectionLimit: 4 });
await pool.query(`CREATE TABLE r7_participants (conversation_id BIGINT NOT NULL, user_id BIGINT NOT NULL,
  received_low BIGINT NOT NULL, received_at BIGINT NOT NULL, PRIMARY KEY (conversation_id, user_id))`);

const waiting: Pending[] = [];
let isStoring = false;

/** One transaction at a time, of all that came meanwhile. */
async function store(): Promise<void> {
  if (isStoring) return;
  isStoring = true;
  while (waiting.length > 0) {
    const batch = waiting.splice(0, BATCH);
    const rows = batch.map(({ uid, msgId }) => [CONVERSATION, uid, msgId, Date.now()]);
    // A statement alone is a transaction.
    await pool.query(
      `INSERT INTO r7_participants (conversation_id, user_id, received_low, received_at) VALUES ?
       ON DUPLICATE KEY UPDATE received_low = GREATEST(received_low, VALUES(received_low)), received_at = VALUES(received_at)`,
      [rows],
    );
    for (const { done } of batch) done();
  }
  isStoring = false;
}

const http = createServer((request, response) => {
  if (request.url === '/readyz') response.end('ready');
});
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.on('connection', (socket: Socket) => {
  const uid = Number(decodeJwt((socket.handshake.auth as { token: string }).token).sub);
  socket.on('message:received', ({ msg_id }: { msg_id: number }, ack: (answer: object) => void) => {
    waiting.push({ uid, msgId: msg_id, done: () => ack({ datas: 1 }) });
    void store();
  });
});
http.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
