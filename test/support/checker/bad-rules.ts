import { bad, type BadHistory } from './bad-history.js';
import { DIALOGUE, GROUP, PAIR, sending } from './scene.js';

/** Receipts, blocks and memberships that count for nothing, answers that are not kept (I8 to I10, I13). */
export const badRules: readonly BadHistory[] = [
  bad('I8', 'a status goes from read to received', (scene, isBroken) => {
    const message = scene.send('2', PAIR, 'read me');
    scene.call({ f: 'ack', uid: '1', msg_id: message.msg_id, status: 4 });
    scene.status(message.msg_id, '1', 4);
    scene.status(message.msg_id, '1', isBroken ? 3 : 4);
    return undefined;
  }),
  bad('I8', 'a receipt by a stranger', (scene, isBroken) => {
    const message = scene.send('2', PAIR, 'not for 3');
    scene.answer({ f: 'ack', uid: isBroken ? '3' : '1', msg_id: message.msg_id, status: 4 }, { datas: 1 });
    return undefined;
  }),
  bad('I8', 'a receipt by the sender', (scene, isBroken) => {
    const message = scene.send('2', PAIR, 'my own');
    scene.answer({ f: 'ack', uid: isBroken ? '2' : '1', msg_id: message.msg_id, status: 4 }, { datas: 1 });
    return undefined;
  }),
  bad('I8', 'a receipt for an unknown message', (scene, isBroken) => {
    const call = { f: 'ack', uid: '1', msg_id: 999_999, status: 3 } as const;
    scene.answer(call, isBroken ? { datas: 1 } : { error_code: 20002 });
    return undefined;
  }),
  bad('I8', 'a read that was only received', (scene, isBroken) => {
    const message = scene.send('2', PAIR, 'received');
    scene.call({ f: 'ack', uid: '1', msg_id: message.msg_id, status: 3 });
    scene.status(message.msg_id, '1', isBroken ? 4 : 3);
    return undefined;
  }),
  bad('I9', 'a message is accepted after a block', (scene, isBroken) => {
    scene.call({ f: 'block', by: '2', target: '1' });
    if (!isBroken) scene.call({ f: 'unblock', by: '2', target: '1' });
    scene.answer(sending('1', PAIR, 'unwanted'), { datas: 2001 });
    scene.stored(PAIR).push({ seq: 3, msg_id: 2001, sender: '1', cmid: 'c-unwanted', text: 'unwanted' });
    return undefined;
  }),
  bad('I9', 'a message is refused after the block ended', (scene, isBroken) => {
    scene.call({ f: 'block', by: '2', target: '1' });
    if (!isBroken) scene.answer(sending('1', PAIR, 'too early'), { error_code: 20003 });
    scene.call({ f: 'unblock', by: '2', target: '1' });
    if (isBroken) scene.answer(sending('1', PAIR, 'too early'), { error_code: 20003 });
    return undefined;
  }),
  bad('I10', 'a push reaches one who is no member', (scene, isBroken) => {
    const message = scene.send('1', GROUP, 'members only');
    scene.push(isBroken ? '4' : '3', GROUP, message);
    return undefined;
  }),
  bad('I10', 'a read shows what was sent after leaving', (scene, isBroken) => {
    if (isBroken) scene.call({ f: 'leave', conv: GROUP, uid: '3' });
    const message = scene.send('1', GROUP, 'she is gone');
    if (!isBroken) scene.call({ f: 'leave', conv: GROUP, uid: '3' });
    scene.history.read({ reader: '3', conv: GROUP, after: message.seq - 1, msgs: [message] });
    return undefined;
  }),
  bad('I10', 'a read shows what was sent before joining', (scene, isBroken) => {
    if (!isBroken) scene.call({ f: 'join', conv: GROUP, uid: '4' });
    const message = scene.send('1', GROUP, 'before your time');
    if (isBroken) scene.call({ f: 'join', conv: GROUP, uid: '4' });
    scene.history.read({ reader: '4', conv: GROUP, after: message.seq - 1, msgs: [message] });
    return undefined;
  }),
  bad('I10', 'a stranger reads a dialogue with an official account', (scene, isBroken) => {
    const msgs = scene.server.visible('1', DIALOGUE);
    scene.history.read({ reader: isBroken ? '9' : '1', conv: DIALOGUE, after: 0, msgs });
    return undefined;
  }),
  bad('I13', 'an acknowledged receipt is absent after the drain', (scene, isBroken) => {
    const message = scene.send('2', PAIR, 'receipt, please');
    scene.call({ f: 'ack', uid: '1', msg_id: message.msg_id, status: 4 });
    scene.status(message.msg_id, '1', isBroken ? 3 : 4, true);
    return undefined;
  }),
  bad('I13', 'a send is answered ok without an id', (scene, isBroken) => {
    const op = scene.history.invoke(sending('1', PAIR, 'nameless'));
    if (isBroken) op.ok();
    else op.fail(20008);
    return undefined;
  }),
];
