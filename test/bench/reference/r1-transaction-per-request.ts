// R1: Fastify with one transaction per message, as most chat servers are written: lock the conversation, update it, insert
// the message, commit. No guard, no rules, no receipts. DATABASE_URL, PORT and CONNECTIONS come from the environment.
import fastify from 'fastify';
import { createPool, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';

interface Send {
  readonly to_uid: number;
  readonly message: { readonly body: { readonly text: string } };
}

const { DATABASE_URL = '', PORT = '', CONNECTIONS = '' } = process.env;
const pool = createPool({ uri: DATABASE_URL, connectionLimit: Number(CONNECTIONS), maxIdle: Number(CONNECTIONS) });
await pool.query(`CREATE TABLE IF NOT EXISTS r1_conversations
  (id BIGINT PRIMARY KEY, last_seq BIGINT NOT NULL, last_at BIGINT NOT NULL)`);
await pool.query(`CREATE TABLE IF NOT EXISTS r1_messages
  (id BIGINT NOT NULL AUTO_INCREMENT, conversation_id BIGINT NOT NULL, seq BIGINT NOT NULL, sender_id BIGINT NOT NULL,
   body TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (conversation_id, seq), KEY (id))`);

/** Conversations are there before: locking what is not would lock gaps, and deadlock. */
const known = new Map<number, Promise<unknown>>();
function make(conversation: number): Promise<unknown> {
  const made =
    known.get(conversation) ?? pool.query('INSERT IGNORE INTO r1_conversations VALUES (?, 0, 0)', [conversation]);
  known.set(conversation, made);
  return made;
}

async function send(sender: number, { to_uid, message }: Send): Promise<number> {
  await make(to_uid);
  const connection = await pool.getConnection();
  try {
    await connection.query('START TRANSACTION');
    const [[found]] = await connection.execute<RowDataPacket[]>(
      'SELECT last_seq FROM r1_conversations WHERE id = ? FOR UPDATE',
      [to_uid],
    );
    const seq = Number(found?.['last_seq'] ?? 0) + 1;
    const now = Date.now();
    await connection.execute('UPDATE r1_conversations SET last_seq = ?, last_at = ? WHERE id = ?', [seq, now, to_uid]);
    const [{ insertId }] = await connection.execute<ResultSetHeader>(
      'INSERT INTO r1_messages (conversation_id, seq, sender_id, body, created_at) VALUES (?, ?, ?, ?, ?)',
      [to_uid, seq, sender, JSON.stringify(message.body), now],
    );
    await connection.query('COMMIT');
    return insertId;
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    connection.release();
  }
}

const server = fastify();
server.post<{ Body: Send }>('/send', async (request) => ({
  datas: await send(Number(request.headers['x-sender'] ?? 0), request.body),
}));
server.get('/readyz', () => 'ready');
await server.listen({ port: Number(PORT), host: '127.0.0.1' });
process.once('SIGTERM', () => process.exit(0));
