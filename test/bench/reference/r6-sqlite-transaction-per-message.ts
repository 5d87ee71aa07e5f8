// R6: bare better-sqlite3, one durable transaction per message, and nothing else: the file comes as the first argument,
// milliseconds to measure as the second. Prints one line of JSON: {"perSecond":…}.
import Database from 'better-sqlite3';

const [file = '', ms = ''] = process.argv.slice(2);
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`CREATE TABLE conversations (id INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL);
  CREATE TABLE messages (conversation_id INTEGER NOT NULL, seq INTEGER NOT NULL, sender_id INTEGER NOT NULL,
    body TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (conversation_id, seq)) WITHOUT ROWID`);
const raise = database.prepare(
  'INSERT INTO conversations VALUES (?, 1) ON CONFLICT DO UPDATE SET last_seq = last_seq + 1 RETURNING last_seq',
);
const insert = database.prepare('INSERT INTO messages VALUES (?, ?, ?, ?, ?)');
const store = database.transaction((conversation: number, body: string) => {
  const { last_seq } = raise.get(conversation) as { last_seq: number };
  insert.run(conversation, last_seq, conversation, body, Date.now());
});

const CONVERSATIONS = 64;
function storeFor(duration: number): number {
  const since = performance.now();
  let count = 0;
  for (; performance.now() - since < duration; count += 1)
    store((count % CONVERSATIONS) + 1, JSON.stringify({ text: `${count} 今晚七点在社区中心见，记得带伞。` }));
  return (count / (performance.now() - since)) * 1000;
}

storeFor(Number(ms) / 4);
console.log(JSON.stringify({ perSecond: storeFor(Number(ms)) }));
database.close();
