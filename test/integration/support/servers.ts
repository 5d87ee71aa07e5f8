import { type ChatApp, startChat, startNode } from '../../support/chat/chat-app.js';
import { store } from '../../support/stores/test-database.js';

/** On MySQL two servers, configured alike, whose transactions meet in the database; on SQLite the one that may be. */
export class Servers {
  private constructor(private readonly apps: readonly [ChatApp, ...ChatApp[]]) {}

  static async start(env: Record<string, string> = {}): Promise<Servers> {
    const first = await startChat(env);
    if (store === 'sqlite') return new Servers([first]);
    // The database is the first one's to drop.
    const second = await startNode({ url: first.database.url, drop: () => Promise.resolve() }, env);
    return new Servers([first, second]);
  }

  get first(): ChatApp {
    return this.apps[0];
  }

  /** One after the other, by turns. */
  at(index: number): ChatApp {
    return this.apps[index % this.apps.length] ?? this.apps[0];
  }

  /** Issues the users' tokens on every server, so that a race is between the calls alone. */
  async prepare(uids: readonly number[]): Promise<void> {
    await this.first.client.importUsers(...uids);
    for (const { client } of this.apps) await Promise.all(uids.map((uid) => client.token(uid)));
  }

  async close(): Promise<void> {
    for (const app of [...this.apps].reverse()) await app.close();
  }
}
