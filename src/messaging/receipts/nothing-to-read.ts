import { SENDER_KIND } from '../../timeline/message.js';
import { RangeSet } from '../../timeline/range-set.js';
import { ACCOUNT_SIDE } from './account-side.js';
import type { SentRow, Side } from './receipt.repository.js';

/** Messages that a side need not acknowledge: recalled ones, and its user's own. */
export class NothingToRead {
  private readonly recalled = new Map<number, number[]>();
  private readonly own = new Map<string, number[]>();

  constructor(rows: readonly SentRow[]) {
    for (const row of rows) {
      if (row.recalled_at !== null) add(this.recalled, row.conversation_id, row.seq);
      else {
        const sender = row.sender_kind === SENDER_KIND.user ? row.sender_id : ACCOUNT_SIDE;
        add(this.own, `${row.conversation_id}:${sender}`, row.seq);
      }
    }
  }

  of({ conversationId, uid }: Side): RangeSet {
    const seqs = [...(this.recalled.get(conversationId) ?? []), ...(this.own.get(`${conversationId}:${uid}`) ?? [])];
    return RangeSet.of(seqs.map((seq) => ({ from: seq, to: seq })));
  }
}

function add<K>(lists: Map<K, number[]>, key: K, seq: number): void {
  const list = lists.get(key);
  if (list) list.push(seq);
  else lists.set(key, [seq]);
}
