import type { ChatClient } from '../../support/chat/chat-client.js';
import { datasOf } from '../../support/chat/envelope.js';
import type { Push } from '../../support/chat/user-socket.js';
import type { History } from '../../support/checker/history.js';
import { textOf } from './doors.js';
import type { Send } from './ledger.js';
import { allViews, type Destination, oneViewEach } from './population.js';

const PAGE = 200;

export interface HistoryPage {
  readonly conversation_id: string;
  readonly messages: readonly Push[];
  readonly has_more: boolean;
}

/** Reads one page of getHistory upwards, and logs it. @throws Error where it is refused, or another conversation's */
export async function readPage(
  client: ChatClient,
  history: History,
  { uid, destination }: { uid: number; destination: Destination },
  after: number,
  final = false,
): Promise<HistoryPage> {
  const { conversationId, conv } = destination;
  const query = { conversation_id: conversationId, after_seq: after, limit: PAGE };
  const page = datasOf(await client.as(uid).get<HistoryPage>('message/getHistory', query));
  if (page.conversation_id !== conversationId)
    throw new Error(`Asked for ${conversationId}, got ${JSON.stringify(page)}`);
  const msgs = page.messages.map((push) => ({
    seq: push.seq,
    msg_id: push.msg_id,
    sender: push.from.uid,
    cmid: push.client_msg_id,
    text: textOf(push),
  }));
  history.read({ reader: String(uid), conv, after, msgs, final });
  return page;
}

/** The reading of everything by everybody that the checker asks for at the end. */
export async function readEverything(client: ChatClient, history: History): Promise<void> {
  for (const view of allViews()) {
    for (let after = 0, more = true; more;) {
      const page = await readPage(client, history, view, after, true);
      after = page.messages.at(-1)?.seq ?? after;
      more = page.has_more;
    }
  }
}

/**
 * Follows every conversation through the eyes of one of its users, and knows how often each send is
 * in there: what has to be right after each single fault, not only at the end.
 */
export class Follower {
  private readonly seqs = new Map<string, number>();
  private readonly found = new Map<string, number[]>();

  constructor(
    private readonly client: ChatClient,
    private readonly history: History,
  ) {}

  /** Reads what is new. */
  async catchUp(): Promise<void> {
    for (const view of oneViewEach()) {
      const { conv } = view.destination;
      for (let more = true; more;) {
        const page = await readPage(this.client, this.history, view, this.seqs.get(conv) ?? 0);
        for (const push of page.messages) {
          const key = textOf(push);
          this.found.set(key, [...(this.found.get(key) ?? []), push.msg_id]);
          this.seqs.set(conv, push.seq);
        }
        more = page.has_more;
      }
    }
  }

  /** The msg_id of each time that the send, text and all, is in its conversation. */
  idsOf(send: Send): readonly number[] {
    return this.found.get(send.text) ?? [];
  }
}
