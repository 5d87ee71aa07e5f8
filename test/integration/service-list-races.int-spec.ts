import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PushRepository } from '../../src/cms/pushes/push.repository.js';
import { SentToUserRepository } from '../../src/cms/pushes/sent-to-user.repository.js';
import { withService } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

const SERVICE = 7;
const UID = 1;
const SO_MANY = 5;

interface Page {
  readonly total: number;
  readonly msgs: readonly { readonly msg_id: number }[];
}

/** Total and page take several reads. What is committed between them is in both, or in neither. */
describe('Interface 15 while something is committed between two of its reads', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(UID);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    for (let count = 0; count < SO_MANY; count += 1) {
      await write();
      await push();
    }
  });
  afterAll(() => chat.close());

  const write = (): Promise<unknown> => appendMany(chat, withService(SERVICE, UID), [UID]);
  const push = async (): Promise<void> => {
    const message = { service_id: SERVICE, msg_type: 1, message: { text: 'x' }, user_id: [UID] };
    datasOf(await chat.client.cms('sendMessage', message));
  };
  const read = async (search_type: number, more: object): Promise<Page> =>
    datasOf(
      await chat.client.get<Page>(
        'cms/getServiceMsg',
        { service_id: SERVICE, search_type, page: 1, page_size: 50, ...more },
        { 'x-api-key': TEST_API_KEY },
      ),
    );
  /** Has something committed before the read of the page begins, each time that there is one. */
  function interrupt<K extends string>(repository: Record<K, (...args: never[]) => Promise<unknown>>, name: K): void {
    const original = repository[name].bind(repository) as (...args: unknown[]) => Promise<unknown>;
    const interrupted = async (...args: unknown[]): Promise<unknown> => {
      await write();
      await push();
      return original(...args);
    };
    Object.defineProperty(repository, name, { value: interrupted, configurable: true });
    restore.push(() => delete (repository as Partial<Record<K, unknown>>)[name]);
  }
  const restore: (() => unknown)[] = [];
  afterEach(() => restore.splice(0).forEach((undo) => undo()));

  it.each([
    { what: 'what one user wrote', search_type: 1, filter: { user_id: UID }, reads: 'findReceivedFrom' },
    { what: 'what all wrote', search_type: 1, filter: {}, reads: 'findReceived' },
    { what: 'what one user was sent', search_type: 2, filter: { user_id: UID }, reads: 'findInDialogue' },
    { what: 'what all were sent', search_type: 2, filter: {}, reads: 'findSent' },
  ] as const)('shows of $what as many as it counts', async ({ search_type, filter, reads }) => {
    const before = await read(search_type, filter);
    expect(before.msgs).toHaveLength(before.total);
    if (reads === 'findInDialogue') interrupt(chat.app.get(SentToUserRepository), reads);
    else interrupt(chat.app.get(PushRepository), reads);
    const page = await read(search_type, filter);
    expect(page.msgs.map(({ msg_id }) => msg_id)).toHaveLength(page.total);
    // The page was read in between, not before.
    expect(page).toEqual(before);
    const second = await read(search_type, { ...filter, page: 2, page_size: 3 });
    restore.splice(0).forEach((undo) => undo());
    const after = await read(search_type, filter);
    expect(after.total).toBeGreaterThan(second.total);
    const ids = after.msgs.slice(after.total - second.total).map(({ msg_id }) => msg_id);
    expect(second.msgs.map(({ msg_id }) => msg_id)).toEqual(ids.slice(3, 6));
  });
});
