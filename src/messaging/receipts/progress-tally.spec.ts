import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inGroup } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import { ProgressTally } from './progress-tally.js';

const setOf = (seqs: Iterable<number>): RangeSet => RangeSet.of([...seqs].map((seq) => ({ from: seq, to: seq })));

describe('ProgressTally', () => {
  const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 30 }));
  const member = fc.record({ visible: seqs, received: seqs, read: seqs, openFrom: fc.integer({ min: 1, max: 40 }) });
  const message = fc.record({ seq: fc.integer({ min: 1, max: 30 }), sender: fc.integer({ min: 1, max: 6 }) });
  const messagesOf = fc.uniqueArray(message, { minLength: 1, selector: ({ seq }) => seq });

  it('counts as one who looks at each message and member', () => {
    fc.assert(
      fc.property(messagesOf, fc.array(member, { maxLength: 6 }), (messages, members) => {
        const tally = new ProgressTally(
          messages.map(({ seq, sender }) => ({
            id: seq * 10,
            seq,
            conversationId: 1,
            target: inGroup(1, 1),
            sender: { kind: 'user', id: sender },
            receivers: 5,
          })),
        );
        for (const [index, { visible, received, read, openFrom }] of members.entries()) {
          const ranges = [...setOf(visible).list, { from: openFrom, to: Infinity }];
          tally.add(index + 1, ranges, setOf(received), setOf(read));
        }
        const counts = tally.counts;
        for (const { seq, sender } of messages) {
          const addressed = members.filter(
            ({ visible, openFrom }, index) => index + 1 !== sender && (visible.includes(seq) || seq >= openFrom),
          );
          expect(counts.get(seq * 10)).toEqual({
            received: addressed.filter((one) => one.received.includes(seq) || one.read.includes(seq)).length,
            read: addressed.filter((one) => one.read.includes(seq)).length,
          });
        }
      }),
    );
  });
});
