import type { ChatClient } from '../../support/chat/chat-client.js';
import { type Answer, datasOf } from '../../support/chat/envelope.js';

export const PASSWORD = 'fu-dong-da-dao-2026';

/** What a person with a token of `cms/login` can do. */
export class OperatorClient {
  constructor(
    private readonly client: ChatClient,
    readonly username: string,
    readonly token: string,
  ) {}

  /** Makes an account by the API key, and signs in with it. */
  static async create(client: ChatClient, username: string, role: 'admin' | 'operator'): Promise<OperatorClient> {
    datasOf(await client.cms('createOperator', { username, role, password: PASSWORD }));
    return OperatorClient.signIn(client, username);
  }

  static async signIn(client: ChatClient, username: string, password = PASSWORD): Promise<OperatorClient> {
    const { token } = datasOf(await login(client, username, password));
    return new OperatorClient(client, username, token);
  }

  /** The same person with another token. */
  with(token: string): OperatorClient {
    return new OperatorClient(this.client, this.username, token);
  }

  post<T = unknown>(call: string, parameters: Record<string, unknown> = {}, headers = {}): Promise<Answer<T>> {
    return this.client.post<T>(`cms/${call}`, parameters, { ...this.headers, ...headers }, 'json');
  }

  get<T = unknown>(call: string, query: Record<string, unknown> = {}): Promise<Answer<T>> {
    return this.client.get<T>(`cms/${call}`, query, this.headers);
  }

  /** Whether the token opens a call that every person may use. */
  async isIn(): Promise<boolean> {
    // With a parameter missing: what is asked is who gets that far.
    const { error_code } = await this.post('changePassword');
    if (error_code === 10000) return true;
    if (error_code === 10001) return false;
    throw new Error(`Neither in nor out: ${error_code}`);
  }

  private get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }
}

export function login(
  client: ChatClient,
  username: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Answer<{ token: string; expires_in: number }>> {
  return client.post('cms/login', { username, password }, headers, 'json');
}
