import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../../support/chat/chat-app.js';
import { MetricsText } from '../../support/metrics-text.js';

/** A pool so small that a test can use all of it. */
export const POOL = 3;
export const SERVICE = 9;

/** What a test takes and later gives back. */
export interface Held {
  release(): Promise<void>;
}

export async function scrape({ client }: Pick<ChatApp, 'client'>, headers: Record<string, string> = {}) {
  const response = await fetch(`${client.url}/metrics`, { headers });
  return MetricsText.parse(await response.text());
}

/** A server with users 1, 2 and 3, who wrote each other before, and an official account. */
export async function startMeasured(): Promise<ChatApp> {
  const chat = await startChat({ DB_POOL_SIZE: String(POOL), RETENTION_DAYS: '30' });
  await chat.client.importUsers(1, 2, 3);
  await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 'service', photo: '' });
  await chat.client.as(1).send(2, 'before');
  await chat.client.cms('sendMessage', { service_id: SERVICE, msg_type: 1, message: { text: 'before' }, user_id: 2 });
  return chat;
}

const held = new Set<Held>();

/** Gives back what a failed test still holds, so that the next one is judged by itself. */
export async function releaseAll(): Promise<void> {
  await Promise.all([...held].map((one) => one.release()));
}

/** Opens a transaction that holds a conversation (on SQLite: the one writer). */
export async function hold(chat: ChatApp, conversationKey?: string): Promise<Held> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    done = chat.app.get(UnitOfWork).run(async (tx) => {
      const sql = `SELECT id FROM conversations WHERE conversation_key = ? ${tx.dialect.forUpdate}`;
      if (conversationKey !== undefined) await tx.query(sql, [conversationKey]);
      resolve();
      await released;
    });
    done.catch(reject);
  });
  const one: Held = {
    release: async () => {
      held.delete(one);
      release();
      await done;
    },
  };
  held.add(one);
  return one;
}
