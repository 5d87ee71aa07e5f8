import { bad, type BadHistory } from './bad-history.js';
import type { ReadMessage } from './events.js';
import { GROUP, PAIR, sending } from './scene.js';

const copyOf = (message: ReadMessage): ReadMessage => ({
  ...message,
  seq: message.seq + 1,
  msg_id: message.msg_id + 500,
});

/** What is stored is not what was sent: lost, invented or doubled messages (I1 to I4). */
export const badMessages: readonly BadHistory[] = [
  bad('I1', 'an acknowledged message is dropped', (scene, isBroken) => {
    scene.send('1', PAIR, 'lost');
    if (isBroken) scene.stored(PAIR).pop();
    return undefined;
  }),
  bad('I1', 'one reader misses an acknowledged message', (scene, isBroken) => {
    scene.send('1', PAIR, 'lost on one');
    return (msgs, reader, conv) => (isBroken && conv === PAIR && reader === '2' ? msgs.slice(0, -1) : msgs);
  }),
  bad('I1', 'a member misses what was sent between joining and leaving', (scene, isBroken) => {
    scene.send('1', GROUP, 'for all three');
    scene.call({ f: 'leave', conv: GROUP, uid: '3' });
    return (msgs, reader, conv) => (isBroken && conv === GROUP && reader === '3' ? msgs.slice(0, -1) : msgs);
  }),
  bad('I1', 'the text is changed', (scene, isBroken) => {
    scene.send('1', PAIR, 'exact \u202etext\u202c 🏠');
    return (msgs, _reader, conv) =>
      msgs.map((message) => (isBroken && conv === PAIR && message.seq === 3 ? { ...message, text: 'exact' } : message));
  }),
  bad('I2', 'a message that nobody sent', (scene, isBroken) => {
    if (isBroken) scene.server.apply(sending('2', PAIR, 'phantom'));
    else scene.send('2', PAIR, 'phantom');
    return undefined;
  }),
  bad('I2', 'a refused send appears', (scene, isBroken) => {
    const call = sending('2', PAIR, 'refused');
    scene.answer(call, { error_code: 20008 });
    if (isBroken) scene.server.apply(call);
    return undefined;
  }),
  bad('I2', 'a refused send appears where no reader is told the client id', (scene, isBroken) => {
    const call = { ...sending('3', GROUP, 'refused in silence'), cmid: undefined };
    scene.answer(call, { error_code: 20008 });
    if (isBroken) scene.server.apply(call);
    return undefined;
  }),
  bad('I2', 'an indeterminate send without a client id appears twice', (scene, isBroken) => {
    const call = { ...sending('1', PAIR, 'perhaps'), cmid: undefined };
    scene.history.invoke(call).info('reset');
    for (let copies = isBroken ? 2 : 1; copies > 0; copies--) scene.server.apply(call);
    return undefined;
  }),
  bad('I2', 'a message appears under another sender', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'mine');
    if (isBroken) message.sender = '2';
    return undefined;
  }),
  bad('I3', 'one client id is stored twice', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'once');
    if (isBroken) scene.stored(PAIR).push(copyOf(message));
    return undefined;
  }),
  bad('I3', 'a message is stored twice and no reader is told the client id', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'once');
    if (isBroken) scene.stored(PAIR).push({ ...copyOf(message), cmid: undefined });
    return undefined;
  }),
  bad('I3', 'a repeat is answered with another id', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'again');
    scene.answer(sending('1', PAIR, 'again'), { datas: isBroken ? message.msg_id + 500 : message.msg_id });
    return undefined;
  }),
  bad('I3', 'one message is stored at two seqs', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'twice');
    if (isBroken) scene.stored(PAIR).push({ ...message, seq: message.seq + 1 });
    return undefined;
  }),
  bad('I4', 'one id in two conversations', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'here');
    const other = scene.send('1', GROUP, 'there');
    if (isBroken) other.msg_id = message.msg_id;
    return undefined;
  }),
  bad('I4', 'two sends are answered with one id', (scene, isBroken) => {
    const message = scene.send('1', PAIR, 'first');
    const call = sending('1', PAIR, 'second');
    if (isBroken) scene.answer(call, { datas: message.msg_id });
    else scene.call(call);
    return undefined;
  }),
];
