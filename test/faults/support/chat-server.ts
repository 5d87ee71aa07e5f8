import { ChatClient } from '../../support/chat/chat-client.js';
import { type ServerProcess, startServer } from '../../support/server.js';

const API_KEY = 'fault-api-key-of-more-than-32-characters';
const JWT_SECRET = 'fault-jwt-secret-of-more-than-32-characters';

/** The built server on a database, and a client that its tokens stay valid for over every restart. */
export interface ChatServer {
  readonly process: ServerProcess;
  readonly client: ChatClient;
}

/** What a server needs to be told; the secrets are fixed, so that a restart is noticed by nobody who holds a token. */
export function chatEnvironment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    MIGRATE_ON_START: 'true',
    JWT_SECRET,
    CMS_API_KEY: API_KEY,
    RATE_LIMIT: '0',
    // A line per request would cost more than the request, and bury the lines that explain a failure.
    LOG_LEVEL: 'warn',
  };
}

export async function startChatServer(databaseUrl: string, env: Record<string, string> = {}): Promise<ChatServer> {
  const process = await startServer({ env: { ...chatEnvironment(databaseUrl), ...env } });
  return { process, client: new ChatClient(process.url, API_KEY) };
}
