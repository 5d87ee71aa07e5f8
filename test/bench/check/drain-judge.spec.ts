import { describe, expect, it } from 'vitest';
import type { Acknowledged } from '../load/send-load.js';
import { textOf } from '../load/sent-text.js';
import { DrainJudge, type DrainedMessage } from './drain-judge.js';

const acknowledged: Acknowledged[] = [1, 2, 3].map((n) => ({ uid: 5, n, msgId: 100 + n }));
const stored = (seq: number, n: number, msg_id = 100 + n, uid = 5): DrainedMessage => ({
  conversation_id: 'u:5',
  seq,
  msg_id,
  body: { text: textOf(uid, n) },
});
const judge = (...messages: DrainedMessage[]): string[] => {
  const one = new DrainJudge(acknowledged);
  one.read(messages);
  return one.finish();
};
const [first, second, third] = [stored(1, 1), stored(2, 2), stored(3, 3)];

describe('What was drained', () => {
  it('is right where everything was read once, in its order', () => expect(judge(first, second, third)).toEqual([]));

  it('is right with more than was acknowledged: an answer may have been lost', () =>
    expect(judge(first, second, third, stored(4, 4))).toEqual([]));

  it.each([
    ['lost', [first, second], '5:3 was acknowledged as 103 and is lost'],
    ['doubled', [first, second, third, stored(4, 3)], 'message 3 of 5 after 3'],
    ['out of order', [first, stored(2, 3), stored(3, 2)], 'message 2 of 5 after 3'],
    ['behind a gap', [first, second, stored(4, 3)], '4 follows 2'],
    ['told another id', [first, second, stored(3, 3, 999)], '5:3 was told 103 and is 999'],
    ['nobody’s', [first, second, third, { ...third, seq: 4, body: { text: 'x' } }], 'a text that nobody sent'],
  ])('is wrong where a message is %s', (_, messages, problem) =>
    expect(judge(...messages)).toContainEqual(expect.stringContaining(problem)),
  );

  it('is read by any of those who can', () => {
    const one = new DrainJudge([...acknowledged, { uid: 6, n: 1, msgId: 200 }]);
    one.read([first, second, third]);
    one.read([{ ...stored(1, 1, 200, 6), conversation_id: 'u:6' }]);
    expect(one.finish()).toEqual([]);
  });
});
