import { Injectable } from '@nestjs/common';
import { yieldToOthers } from '../../common/async/pause.js';
import { MembershipService } from '../../groups/membership.service.js';
import { RangeSet } from '../../timeline/range-set.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import { type Progress, ProgressTally } from './progress-tally.js';
import { blockOf } from './receipt-marks.js';
import { MarksReader, type MarksRow } from './marks-reader.js';

/** Members between whom the event loop serves others. */
const PAGE = 500;

/** How many of their receivers received and read messages of a group, exactly. */
@Injectable()
export class ProgressCounter {
  constructor(
    private readonly marks: MarksReader,
    private readonly memberships: MembershipService,
  ) {}

  /**
   * One pass over the members who have received any of them, however many messages there are.
   * @param messages all of one group
   * @returns by message id
   */
  async count(messages: readonly LocatedMessage[]): Promise<Map<number, Progress>> {
    const tally = new ProgressTally(messages);
    const conversationId = messages[0]?.conversationId ?? 0;
    const blocks = [...new Set(messages.map(({ seq }) => blockOf(seq)))];
    for (let after: number | undefined = 0; after !== undefined;) {
      const rows = await this.marks.findMarksAfter(conversationId, after, tally.first, blocks, PAGE);
      const members = byUser(rows);
      // What somebody may see of messages that are there does not change any more: no harm in reading it later.
      const visible = await this.memberships.rangesWithin(conversationId, [...members.keys()]);
      for (const [uid, own] of members) {
        tally.add(uid, visible.get(uid) ?? [], marked(own, 'received'), marked(own, 'read'));
      }
      after = members.size < PAGE ? undefined : rows.at(-1)?.user_id;
      await yieldToOthers();
    }
    return tally.counts;
  }
}

function byUser(rows: readonly MarksRow[]): Map<number, MarksRow[]> {
  const users = new Map<number, MarksRow[]>();
  for (const row of rows) {
    const own = users.get(row.user_id);
    if (own) own.push(row);
    else users.set(row.user_id, [row]);
  }
  return users;
}

/** Of one member's rows, one per block: everything up to the watermark, and the sets above. */
function marked(rows: readonly MarksRow[], kind: 'received' | 'read'): RangeSet {
  const low = RangeSet.of([{ from: 1, to: rows[0]?.[`${kind}_low`] ?? 0 }]);
  return rows.reduce((set, row) => set.union(RangeSet.parse(row[`${kind}_set`] ?? '')), low);
}
