// What happens in the demo. Every line that it prints was checked first.
import { setTimeout as sleep } from 'node:timers/promises';
import { msgIdOf, refusedBy, showHistory, showPushes, text } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { act, got, gotNothing, title } from './demo-transcript.mjs';

/** Long enough for a push that should not come to come. */
const SILENCE_MS = 500;

const IMAGE = {
  height: 125,
  hash: '6cfb60420d44feb9300a2dd4ab2a4d6f',
  format: 'JPEG',
  id: '6cfb60420d44feb9300a2dd4ab2a4d6f',
  exists: 1,
  width: 495,
  size: 53834,
  host: 1,
};

/** @typedef {import('./demo-checks.mjs').Cast} Cast */

/** @param {Cast} cast */
export async function talkOfTwo({ an, ju, anPhone, juPhone, juTablet }) {
  title('2. Two people');

  const hello = { to_uid: ju.uid, message: text('你好，小居！'), client_msg_id: 'demo-1' };
  const helloId = msgIdOf(await an.post('message/sendMessage', hello), 'A send by REST');
  act(an.name, 'sends "你好，小居！" by REST, client_msg_id demo-1', `msg_id ${helloId}`);
  await showPushes(helloId, hello.message.body.text, [juPhone, juTablet, anPhone]);

  const again = msgIdOf(await an.post('message/sendMessage', hello), 'A repeated send');
  insist(again === helloId, `the repeat answers msg_id ${helloId} (it was ${again})`);
  act(an.name, 'lost the answer, and sends the very same again', `msg_id ${again}, the same: stored once`);

  const other = await an.post('message/sendMessage', { ...hello, message: text('别的内容') });
  const reused = refusedBy(other, 20009, 'Another text under the same client_msg_id');
  act(an.name, 'sends another text under that client_msg_id', reused);

  const reply = { to_uid: an.uid, message: text('你好，小安 👋'), client_msg_id: 'demo-2' };
  const replyId = msgIdOf(await juPhone.emit('message:send', reply), 'A send over the socket');
  act(juPhone.name, 'sends "你好，小安 👋" over its socket', `acknowledged: msg_id ${replyId}`);
  await showPushes(replyId, reply.message.body.text, [anPhone, juTablet]);
  insist(!juPhone.find(replyId), 'the sending socket is not pushed its own message');
  gotNothing(juPhone, 'it has the acknowledgement');

  const image = { to_uid: ju.uid, message: { msg_type: '2', body: IMAGE } };
  const imageId = msgIdOf(await an.post('message/sendMessage', image), 'An image');
  act(an.name, 'sends an image by REST', `msg_id ${imageId}`);
  for (const device of [juPhone, juTablet]) {
    const push = await device.push(imageId);
    insist(push.msg_type === '2' && push.body.pic_big !== undefined, 'an image arrives as two URLs');
    got(device, push);
  }

  await showHistory(ju, `u:${an.uid}`, [helloId, replyId, imageId]);
}

/** @param {Cast} cast */
export async function talkInGroup({ hostApp, an, ju, le, anPhone, juPhone, juTablet, lePhone, groupId }) {
  title('4. A group of three');
  const group = { group_type: 1, group_id: groupId };
  const members = [an, ju, le].map(({ uid }) => uid);
  await hostApp.call('saveGroup', { ...group, name: '周末爬山' });
  const added = await hostApp.call('addGroupMembers', { ...group, user_id: members });
  insist(added === 3, 'three people join the group');
  act('The host app', `makes the group "周末爬山" (g:1:${groupId}) and adds the three`, '3 joined');

  const where = { group_type: 1, to_uid: groupId };
  const plan = { ...where, message: text('周六八点出发？'), client_msg_id: 'demo-3' };
  const planId = msgIdOf(await anPhone.emit('message:sendGroup', plan), 'A send to the group');
  act(anPhone.name, 'sends "周六八点出发？" over its socket', `acknowledged: msg_id ${planId}`);
  await showPushes(planId, plan.message.body.text, [juPhone, juTablet, lePhone]);

  const busy = { ...where, message: text('我没空，你们去吧') };
  const busyId = msgIdOf(await le.post('message/sendGroupMessage', busy), 'A send to the group');
  act(le.name, 'sends "我没空，你们去吧" by REST', `msg_id ${busyId}`);
  await showPushes(busyId, busy.message.body.text, [anPhone, juPhone, juTablet, lePhone]);

  const removed = await hostApp.call('removeGroupMembers', { ...group, user_id: le.uid });
  insist(removed === 1, `${le.name} leaves the group`);
  act('The host app', `removes ${le.name}`, '1 removed');

  const secret = { ...where, message: text('那就我们俩去') };
  const secretId = msgIdOf(await ju.post('message/sendGroupMessage', secret), 'A send to the group');
  act(ju.name, 'sends "那就我们俩去" by REST', `msg_id ${secretId}`);
  await showPushes(secretId, secret.message.body.text, [anPhone, juPhone, juTablet]);
  await sleep(SILENCE_MS);
  insist(!lePhone.find(secretId), `${lePhone.name} is not pushed what was sent after the removal`);
  gotNothing(lePhone, 'no member any more');

  const refused = await le.post('message/sendGroupMessage', { ...where, message: text('等等我') });
  act(le.name, 'sends "等等我" by REST', refusedBy(refused, 20004, 'A send of a former member'));

  await showHistory(ju, `g:1:${groupId}`, [planId, busyId, secretId]);
  await showHistory(le, `g:1:${groupId}`, [planId, busyId]);
}
