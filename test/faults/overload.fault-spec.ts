import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { chunks } from '../../src/database/sql.js';
import { BASE_PATH, type ChatClient, textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { type Called, KeepAliveCaller } from '../support/load/keep-alive-caller.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { FileHolder } from './support/file-holder.js';
import { ANSWER_WITHIN_MS, PATIENCE_MS } from './support/probes.js';
import { fileOf } from './support/sqlite-file.js';

const SENDS = 500;
const SENDERS = Array.from({ length: SENDS }, (_, index) => 1001 + index);
const READER = 1;
/** By `npm run test:overload`, where nothing else runs: each of these waits for its deadline of 2.5 s. */
const IS_MEASURED = process.env.TEST_FLOOD_EVENTS !== undefined;

interface Sent extends Called<number> {
  readonly text: string;
}

/** Everybody sends to one reader at once, each in a conversation of their own. */
class Storm {
  private readonly tokens = new Map<number, string>();

  private readonly caller: KeepAliveCaller;

  constructor(private readonly client: ChatClient) {
    this.caller = new KeepAliveCaller(`${client.url}${BASE_PATH}`);
  }

  async prepare(): Promise<void> {
    await this.client.importUsers(READER, ...SENDERS);
    for (const part of chunks(SENDERS, 50)) {
      await Promise.all(part.map(async (uid) => this.tokens.set(uid, await this.client.token(uid))));
    }
    // Each from a connection, and in a conversation, that is there already: the time is the server's.
    await this.blow('warm up');
  }

  blow(what: string): Promise<Sent[]> {
    return Promise.all(SENDERS.map((uid) => this.send(uid, `${what} from ${uid}`)));
  }

  async send(uid: number, text: string): Promise<Sent> {
    const message = { to_uid: READER, message: textMessage(text) };
    return { text, ...(await this.caller.post<number>('message/sendMessage', this.tokens.get(uid) ?? '', message)) };
  }

  close(): void {
    this.caller.close();
  }

  /** All texts that the reader was sent. */
  async stored(): Promise<Set<string>> {
    const texts = new Set<string>();
    const known: Record<string, number> = {};
    for (;;) {
      const page = datasOf(await this.client.as(READER).post<Page>('message/sync', { known, limit: 1000 }));
      for (const { conversation_id, seq, body } of page.messages) {
        texts.add(body.text);
        known[conversation_id] = seq;
      }
      if (!page.has_more) return texts;
    }
  }
}

interface Page {
  readonly messages: readonly { conversation_id: string; seq: number; body: { text: string } }[];
  readonly has_more: boolean;
}

const slowestOf = (sent: readonly Sent[]): number => Math.max(...sent.map(({ ms }) => ms));
const isServed = ({ answer }: Sent): boolean => answer.datas !== undefined;
const isShed = ({ answer, retryAfter }: Sent): boolean =>
  answer.status === 503 && answer.error_code === 10007 && retryAfter === '1';

describe(`${SENDS} concurrent sends on a pool of 4`, { timeout: PATIENCE_MS }, () => {
  let database: TestDatabase;
  let chat: ChatServer;
  let storm: Storm;

  beforeAll(async () => {
    database = await createTestDatabase();
    chat = await startChatServer(database.url, { DB_POOL_SIZE: '4' });
    storm = new Storm(chat.client);
    await storm.prepare();
  }, PATIENCE_MS);
  afterAll(async () => {
    storm?.close();
    chat?.client.close();
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  it('are all answered within 3 s, served or 10007 with Retry-After', async () => {
    for (const round of [1, 2, 3]) {
      const sent = await storm.blow(`round ${round}`);
      const served = sent.filter(isServed);
      console.log(`${store}: ${served.length} of ${SENDS} served, the slowest after ${Math.round(slowestOf(sent))} ms`);
      expect(slowestOf(sent)).toBeLessThan(ANSWER_WITHIN_MS);
      expect(sent.filter((one) => !isServed(one) && !isShed(one))).toEqual([]);
      expect(served.length).toBeGreaterThan(0);
      const texts = await storm.stored();
      expect(served.filter(({ text }) => !texts.has(text))).toEqual([]);
    }
  });

  it('serve as before when they are over', async () => {
    for (const uid of SENDERS.slice(0, 20)) expect(await storm.send(uid, 'afterwards')).toSatisfy(isServed);
  });
});

describe(`${SENDS} concurrent sends to conversations that others hold`, { timeout: PATIENCE_MS }, () => {
  let database: TestDatabase;
  let chat: ChatServer;
  let storm: Storm;
  let letGo: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
    chat = await startChatServer(database.url, { DB_POOL_SIZE: '4' });
    storm = new Storm(chat.client);
    await storm.prepare();
  }, PATIENCE_MS);
  afterAll(async () => {
    await letGo?.();
    storm?.close();
    chat?.client.close();
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  it('are all told 10007 with Retry-After in time, none of them is stored, and repeats are served', async () => {
    letGo = await holdConversations(database.url);
    const sent = await storm.blow('held');
    console.log(`${store}: all shed, the slowest after ${Math.round(slowestOf(sent))} ms`);
    expect(sent.filter((one) => !isShed(one))).toEqual([]);
    expect(slowestOf(sent)).toBeLessThan(IS_MEASURED ? ANSWER_WITHIN_MS : 2 * ANSWER_WITHIN_MS);
    // What was being tried gives up by itself; let go before, it would be stored though its caller was told 10007.
    await pause(1_200);
    await letGo();
    letGo = undefined;
    const repeated = await storm.blow('repeated');
    expect(repeated.filter((one) => !isServed(one))).toEqual([]);
    const texts = await storm.stored();
    expect(sent.filter(({ text }) => texts.has(text))).toEqual([]);
    expect(repeated.filter(({ text }) => !texts.has(text))).toEqual([]);
  });
});

/** From a process, or over a connection, of its own. @returns what gives them back */
async function holdConversations(databaseUrl: string): Promise<() => Promise<void>> {
  if (store === 'sqlite') {
    const holder = await FileHolder.hold(fileOf(databaseUrl));
    return () => holder.letGo();
  }
  const connection = await createConnection({ uri: databaseUrl });
  await connection.query('START TRANSACTION');
  await connection.query('SELECT id FROM conversations FOR UPDATE');
  return () => connection.end();
}
