// Friends, and a block with its explanation. Every line that is printed was checked first.
import { datasOf, doneBy, msgIdOf, refusedBy, showPushes, text } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { act, list, title, told } from './demo-transcript.mjs';

/**
 * @typedef {import('./demo-checks.mjs').Cast} Cast
 * @typedef {import('./demo-checks.mjs').Device} Device
 * @typedef {import('./demo-checks.mjs').Person} Person
 */

/**
 * @typedef {{ user_id: number, nickname: string, created: string }} Friend
 * @typedef {{ user_id: number, nickname: string, comment: string, status: string, relation_apply_id: number }} Apply
 */

/** @param {Cast} cast */
export async function becomeFriends({ an, ju, le, anPhone, juPhone, juTablet, lePhone }) {
  title('1. A friendship');

  const comment = '我是小安，住在 3 栋';
  const applied = await an.post('user/addFriendApply', { to_uid: ju.uid, comment });
  act(an.name, `applies to ${ju.name}: "${comment}"`, doneBy(applied, 'addFriendApply'));
  let id = 0;
  for (const device of [juPhone, juTablet]) {
    const notice = await device.take('friend:apply', ({ from }) => from?.uid === String(an.uid));
    insist(notice.comment === comment, 'the comment arrives as it was written');
    id = notice.relation_apply_id ?? 0;
    told(device, 'friend:apply', `from ${an.name}, relation_apply_id ${id}`);
  }

  const received = await ju.post('user/getFriendApplyList', { page: 1 });
  const applys = /** @type {{ applys: Apply[] }} */ (datasOf(received, 'getFriendApplyList')).applys;
  const [apply] = applys;
  insist(apply?.relation_apply_id === id && apply.status === '0', 'the apply is in the list, pending');
  list(
    ju.name,
    'getFriendApplyList',
    applys.map((a) => `${a.relation_apply_id}  ${a.nickname}: ${a.comment}  (status ${a.status}, pending)`),
  );

  const agreed = await ju.post('user/agreeFriendApply', { relation_apply_id: id });
  act(ju.name, `agrees to apply ${id}`, doneBy(agreed, 'agreeFriendApply'));
  await toldOf('friend:agreed', ju, [anPhone]);
  await toldOf('friend:agreed', an, [juPhone, juTablet]);
  await showFriends(an, [ju]);
  await showFriends(ju, [an]);

  doneBy(await le.post('user/addFriendApply', { to_uid: an.uid, comment: '一起爬山？' }), 'addFriendApply');
  const crossing = await an.post('user/addFriendApply', { to_uid: le.uid, comment: '爬山叫我' });
  act(`${le.name}, ${an.name}`, 'apply to each other: friends at once', doneBy(crossing, 'A crossing apply'));
  await toldOf('friend:agreed', le, [anPhone]);
  await toldOf('friend:agreed', an, [lePhone]);
  const again = await le.post('user/addFriendApply', { to_uid: an.uid, comment: '一起爬山？' });
  act(le.name, `applies to ${an.name} once more`, refusedBy(again, 40001, 'An apply to a friend'));

  const ended = await an.post('user/deleteFriend', { to_uid: le.uid });
  act(an.name, `deletes ${le.name}: it ends on both sides`, doneBy(ended, 'deleteFriend'));
  await toldOf('friend:deleted', an, [lePhone]);
  await toldOf('friend:deleted', le, [anPhone]);
  await showFriends(an, [ju]);
  await showFriends(le, []);
}

/** @param {Cast} cast */
export async function blockAndExplain({ hostApp, an, ju, anPhone, juPhone, juTablet }) {
  title('3. A block, and its explanation');

  const blocked = await ju.post('user/addUserToBlacklist', { to_uid: an.uid });
  act(ju.name, `blocks ${an.name}`, doneBy(blocked, 'addUserToBlacklist'));

  const question = { to_uid: ju.uid, message: text('在吗？') };
  const refused = refusedBy(await an.post('message/sendMessage', question), 20003, 'A send to a blocker');
  act(an.name, 'sends "在吗？" by REST', refused);

  const pair = { from_uid: String(an.uid), to_uid: String(ju.uid) };
  const why = await explain(hostApp, pair);
  insist(!why.allowed && why.rule === 'blocked_by_receiver' && why.error_code === 20003, 'the block is the reason');
  act('The host app', `asks explainSend: may ${an.name} write to ${ju.name}?`, `no: ${why.rule}, ${why.error_code}`);
  const back = await explain(hostApp, { from_uid: pair.to_uid, to_uid: pair.from_uid });
  insist(back.allowed && back.rule === null && back.error_code === null, 'a block is one-way');
  act('The host app', `and may ${ju.name} write to ${an.name}?`, 'yes: a block is one-way');

  await showFriends(ju, [an]);

  const freed = await ju.post('user/delUserFromBlacklist', { to_uid: an.uid });
  act(ju.name, `unblocks ${an.name}`, doneBy(freed, 'delUserFromBlacklist'));
  const id = msgIdOf(await an.post('message/sendMessage', question), 'The send after the block');
  act(an.name, 'sends "在吗？" by REST', `msg_id ${id}`);
  await showPushes(id, question.message.body.text, [juPhone, juTablet, anPhone]);
  insist((await explain(hostApp, pair)).allowed, 'after the block the send is allowed');
}

/**
 * @param {import('./demo-checks.mjs').HostApp} hostApp
 * @param {Record<string, string>} query
 */
async function explain(hostApp, query) {
  const answer = await hostApp.ask('explainSend', query);
  return /** @type {{ allowed: boolean, rule: string | null, error_code: number | null }} */ (answer);
}

/**
 * @param {string} event
 * @param {Person} other
 * @param {readonly Device[]} devices
 */
async function toldOf(event, other, devices) {
  for (const device of devices) {
    await device.take(event, ({ from }) => from?.uid === String(other.uid) && from.nickname === other.name);
    told(device, event, other.name);
  }
}

/**
 * @param {Person} of
 * @param {readonly Person[]} expected newest first
 */
async function showFriends(of, expected) {
  const answer = datasOf(await of.post('user/getFriendList', {}), 'getFriendList');
  const { total, friends } = /** @type {{ total: string, friends: Friend[] }} */ (answer);
  const found = friends.map(({ user_id }) => user_id).join();
  insist(
    found === expected.map(({ uid }) => uid).join() && total === String(expected.length),
    `${of.name}'s friends are ${expected.map(({ name }) => name).join() || 'nobody'} (they are ${found})`,
  );
  for (const { created } of friends) insist(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(created), 'a friend has a time');
  list(
    of.name,
    'getFriendList',
    friends.length > 0 ? friends.map((f) => `${f.nickname}  since ${f.created}`) : ['nobody'],
  );
}
