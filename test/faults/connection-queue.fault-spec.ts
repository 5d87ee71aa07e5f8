import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { PATIENCE_MS } from './support/probes.js';

/** What this machine grants any process. */
const GRANTED = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
const CONNECTIONS = Math.min(2_000, GRANTED);
/** As /proc/net/tcp writes it. */
const ESTABLISHED = '01';

describe('connections that come while the server is busy', { timeout: PATIENCE_MS }, () => {
  let database: TestDatabase;
  let chat: ChatServer;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    chat = await startChatServer(database.url);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    chat?.client.close();
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  /** Connections that the kernel holds for the server: the others are to try again, after 1, 3, 7 and 15 s. */
  function held(): number {
    const port = chat.process.port.toString(16).toUpperCase().padStart(4, '0');
    const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
    return rows.filter((row) => {
      const [, local, , state] = row.trim().split(/\s+/);
      return local?.endsWith(`:${port}`) && state === ESTABLISHED;
    }).length;
  }

  const connectOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(chat.process.port, '127.0.0.1', resolve).once('error', reject);
      sockets.push(socket);
    });

  const ask = (socket: Socket): Promise<string> =>
    new Promise((resolve, reject) => {
      socket.once('data', (data) => resolve(data.toString('latin1').slice(0, 15)));
      socket.once('close', () => reject(new Error('closed without an answer')));
      socket.write('GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n');
    });

  it(`all ${CONNECTIONS} wait in its queue, and are served`, async () => {
    chat.process.signal('SIGSTOP');
    try {
      await Promise.all(Array.from({ length: CONNECTIONS }, connectOne));
      expect(held()).toBeGreaterThanOrEqual(CONNECTIONS);
    } finally {
      chat.process.signal('SIGCONT');
    }
    const answers = await Promise.all(sockets.map(ask));
    expect([...new Set(answers)]).toEqual(['HTTP/1.1 200 OK']);
  });
});
