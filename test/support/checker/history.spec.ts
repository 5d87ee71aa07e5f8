import { describe, expect, it } from 'vitest';
import { conversationOfTwo, partiesOf } from './conversation-key.js';
import { History } from './history.js';

const send = { f: 'send', proc: 1, uid: '1', conv: 'u:1:2', cmid: 'c1', text: 'hello' } as const;

describe('history.run', () => {
  it.each([
    [{ datas: 7 }, { type: 'ok', msg_id: 7 }],
    [{ datas: '7' }, { type: 'ok' }],
    [
      { error_code: 20003, error_msg: 'blocked' },
      { type: 'fail', code: 20003 },
    ],
    [
      { error_code: 10007, error_msg: 'try again' },
      { type: 'info', reason: '10007' },
    ],
    [
      { error_code: 10500, error_msg: 'internal error' },
      { type: 'info', reason: '10500' },
    ],
    [undefined, { type: 'info', reason: 'the answer is no envelope' }],
  ])('reads %j as %j', async (answer, completion) => {
    const history = new History();
    await expect(history.run(send, () => Promise.resolve(answer))).resolves.toEqual(completion);
    expect(history.events).toMatchObject([
      { type: 'invoke', op: 1, ...send },
      { op: 1, ...completion },
    ]);
  });

  it('takes what is thrown for an unknown outcome', async () => {
    const history = new History();
    const completion = await history.run(send, () => Promise.reject(new Error('socket hang up')));
    expect(completion).toEqual({ type: 'info', reason: 'Error: socket hang up' });
  });

  it('keeps no message id for operations that have none', async () => {
    const completion = await new History().run({ f: 'join', conv: 'g:1:7', uid: '1' }, async () => ({ datas: 1 }));
    expect(completion).toEqual({ type: 'ok' });
  });
});

describe('the log', () => {
  it('gives every event a later time than the one before, even on a clock that stands still', () => {
    const history = new History(() => 5);
    for (let index = 0; index < 100; index++) history.fault('none');
    const times = history.events.map((event) => event.t_mono);
    expect(new Set(times).size).toBe(100);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it('takes storage unavailable for an unknown outcome wherever it is said', () => {
    const history = new History();
    history.invoke(send).fail(10007);
    expect(history.events.at(-1)).toMatchObject({ type: 'info', reason: '10007' });
  });

  it('completes an operation once', () => {
    const op = new History().invoke(send);
    op.info('timeout');
    expect(() => op.ok({ msg_id: 1 })).toThrow('operation 1 (send) was already completed');
  });
});

describe('a conversation key', () => {
  it('is the same for both users', () => {
    expect(conversationOfTwo('10', '9')).toBe('u:9:10');
    expect(conversationOfTwo('9', '10')).toBe('u:9:10');
    expect(conversationOfTwo('9', '9')).toBe('u:9');
  });

  it('names the parties, and keeps accounts apart from users', () => {
    expect(partiesOf('u:1:2')).toEqual(['1', '2']);
    expect(partiesOf('u:1')).toEqual(['1']);
    expect(partiesOf('s:9:1')).toEqual(['s:9', '1']);
    expect(partiesOf('g:4:9')).toBeNull();
    expect(() => partiesOf('1:2')).toThrow('not a canonical conversation key');
  });
});
