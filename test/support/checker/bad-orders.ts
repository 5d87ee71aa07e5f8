import { bad, type BadHistory } from './bad-history.js';
import { GROUP, PAIR } from './scene.js';

/** Readers disagree, order is lost, pages skip (I5 to I7). */
export const badOrders: readonly BadHistory[] = [
  bad('I5', 'two readers see two orders', (_scene, isBroken) => {
    return (msgs, reader, conv) => {
      if (!isBroken || conv !== PAIR || reader !== '2') return msgs;
      return [...msgs].reverse().map((message, index) => ({ ...message, seq: index + 1 }));
    };
  }),
  bad('I5', 'a seq is left out', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'after the gap');
    if (isBroken) message.seq++;
    return undefined;
  }),
  bad('I5', 'two ids at one seq', (scene, isBroken) => {
    scene.sendUnanswered('1', PAIR, 'torn', true);
    const torn = scene.stored(PAIR).at(-1);
    if (torn !== undefined) scene.push('2', PAIR, isBroken ? { ...torn, seq: torn.seq - 1 } : torn);
    return undefined;
  }),
  bad('I5', 'a page does not ascend', (scene, isBroken) => {
    const msgs = scene.server.visible('1', PAIR);
    scene.history.read({ reader: '1', conv: PAIR, after: 0, msgs: isBroken ? msgs.reverse() : msgs });
    return undefined;
  }),
  bad('I5', 'an indeterminate message that was pushed is gone', (scene, isBroken) => {
    scene.sendUnanswered('1', PAIR, 'seen once', true);
    const seen = scene.stored(PAIR).at(-1);
    if (seen !== undefined) scene.push('2', PAIR, seen);
    if (isBroken) scene.stored(PAIR).pop();
    return undefined;
  }),
  bad('I6', 'two messages of one sender change places', (scene, isBroken) => {
    const [first, second] = [scene.send('1', PAIR, 'one'), scene.send('1', PAIR, 'two')];
    if (isBroken) {
      [first.seq, second.seq] = [second.seq, first.seq];
      scene.stored(PAIR).sort((a, b) => a.seq - b.seq);
    }
    return undefined;
  }),
  bad('I7', 'a page skips a message', (scene, isBroken) => {
    scene.send('1', PAIR, 'third');
    const msgs = scene.server.visible('2', PAIR).slice(1);
    scene.history.read({ reader: '2', conv: PAIR, after: 1, msgs: isBroken ? msgs.slice(1) : msgs });
    return undefined;
  }),
  bad('I7', 'a page skips a message that the member is entitled to', (scene, isBroken) => {
    for (const text of ['second', 'third']) scene.send('2', GROUP, text);
    const msgs = scene.server.visible('3', GROUP).filter(({ text }) => !isBroken || text !== 'second');
    scene.history.read({ reader: '3', conv: GROUP, after: 0, msgs });
    return undefined;
  }),
  bad('I7', 'a page reaches below its cursor', (scene, isBroken) => {
    const msgs = scene.server.visible('1', PAIR);
    scene.history.read({ reader: '1', conv: PAIR, after: isBroken ? 1 : 0, msgs });
    return undefined;
  }),
];
