import { OperatorClient } from '../../e2e/support/operators.js';
import { type ChatApp, TEST_API_KEY } from '../../support/chat/chat-app.js';
import { datasOf } from '../../support/chat/envelope.js';
import { store } from '../../support/stores/test-database.js';
import { countedDuring } from './row-counts.js';

const HEADERS = { 'x-api-key': TEST_API_KEY };

/** Credentials of those who may read them: what a person may is looked up at each call, what the key may is not. */
export async function readersOf({ client }: ChatApp, ...serviceIds: number[]): Promise<Record<string, string>[]> {
  const { username, token } = await OperatorClient.create(client, 'reader', 'operator');
  for (const service_id of serviceIds)
    datasOf(await client.cms('assignOperator', { username, service_id, assigned: 1 }));
  return [HEADERS, { authorization: `Bearer ${token}` }];
}

export interface ReceiverPage {
  readonly receivers: { user_id: number; status: number }[];
  readonly next_cursor: number | null;
}

/** A page, and the rows that were read for it: undefined on SQLite, which counts none. */
export interface CountedPage extends ReceiverPage {
  readonly examined: number | undefined;
}

/** cms/getPushReceivers of a push, as JSON pages and as CSV, with what they cost. */
export class ReceiverPages {
  constructor(
    private readonly chat: ChatApp,
    private readonly msgId: number,
    /** Whose credentials. */
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  async page(query: object): Promise<CountedPage> {
    const path = 'cms/getPushReceivers';
    return this.counted(async () =>
      datasOf(await this.chat.client.get<ReceiverPage>(path, { msg_id: this.msgId, ...query }, this.headers)),
    );
  }

  /** All pages, from the first to the one that says that it is the last. */
  async all(query: object): Promise<CountedPage[]> {
    const pages: CountedPage[] = [];
    for (let cursor: number | null | undefined; cursor !== null;) {
      const page: CountedPage = await this.page(cursor === undefined ? query : { ...query, cursor });
      pages.push(page);
      cursor = page.next_cursor;
    }
    return pages;
  }

  /** User and status of each line. */
  async csv(query: Record<string, string>): Promise<CountedPage> {
    const parameters = new URLSearchParams({ ...query, msg_id: String(this.msgId) });
    return this.counted(async () => {
      const response = await fetch(
        `${this.chat.client.url}/anlife/v1.0/chat/cms/getPushReceivers?${parameters.toString()}`,
        {
          headers: { ...this.headers, accept: 'text/csv' },
        },
      );
      const [, ...lines] = (await response.text()).trimEnd().split('\r\n');
      const receivers = lines.map((line) => {
        const [user_id, , status] = line.split(',');
        return { user_id: Number(user_id), status: Number(status) };
      });
      return { receivers, next_cursor: null };
    });
  }

  private async counted(read: () => Promise<ReceiverPage>): Promise<CountedPage> {
    if (store !== 'mysql') return { ...(await read()), examined: undefined };
    let page: ReceiverPage | undefined;
    const examined = await countedDuring(this.chat.app, 'Handler_read', async () => {
      page = await read();
    });
    if (!page || examined <= 0) throw new Error('Nothing was read');
    return { ...page, examined };
  }
}
