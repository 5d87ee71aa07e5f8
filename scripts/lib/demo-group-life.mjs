// A group that its members run, from its making to its end. Every line that is printed was checked first.
import { datasOf, doneBy, msgIdOf, refusedBy, showHistory, showPushes, text } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { isAbout, showGroups, toldAll } from './demo-group-checks.mjs';
import { act, told } from './demo-transcript.mjs';

/**
 * @typedef {import('./demo-checks.mjs').Cast} Cast
 * @typedef {import('./demo-group-checks.mjs').Group} Group
 */

const USER_GROUP = 1;
const INTEREST_GROUP = 2;
const MUTE_S = 600;

/**
 * @param {Cast} cast
 * @returns {Promise<Group>}
 */
export async function makeGroup({ an, ju, le, anPhone, juPhone, lePhone }) {
  const wish = { name: '读书会', user_id: [ju.uid], client_msg_id: 'demo-4' };
  const made = /** @type {{ group_id: number }} */ (datasOf(await an.post('group/createGroup', wish), 'createGroup'));
  const group = { group_type: USER_GROUP, group_id: made.group_id };
  act(an.name, `creates the group "${wish.name}" with ${ju.name}, client_msg_id demo-4`, `group_id ${group.group_id}`);
  await toldAll('group:joined', group, ju, [juPhone]);

  const repeat = datasOf(await an.post('group/createGroup', wish), 'The repeat');
  const { group_id: again } = /** @type {{ group_id: number }} */ (repeat);
  insist(again === group.group_id, `the repeat answers group_id ${group.group_id} (it was ${again})`);
  act(an.name, 'lost the answer, and asks the very same again', `group_id ${again}, the same: made once`);

  const invited = datasOf(await ju.post('group/inviteMembers', { ...group, user_id: [le.uid] }), 'inviteMembers');
  insist(invited === 1, `${le.name} joins`);
  act(ju.name, `invites ${le.name}`, '1 joined');
  await toldAll('group:joined', group, le, [lePhone, anPhone, juPhone]);
  await showGroups(le, [{ ...group, role: 'member' }]);
  return group;
}

/**
 * @param {Cast} cast
 * @param {Group} group
 * @returns {Promise<number>} the id of the message that is sent
 */
export async function muteAndFree({ hostApp, an, ju, le, anPhone, juPhone, lePhone }, group) {
  const promoted = await an.post('group/setAdmin', { ...group, user_id: ju.uid, admin: 1 });
  act(an.name, `makes ${ju.name} an admin`, doneBy(promoted, 'setAdmin'));

  const mute = { ...group, user_id: le.uid, seconds: MUTE_S };
  const forbidden = await le.post('group/muteMember', { ...mute, user_id: ju.uid });
  act(le.name, `tries to mute ${ju.name}`, refusedBy(forbidden, 10003, 'A mute by a plain member'));
  act(ju.name, `mutes ${le.name} for ${MUTE_S} s`, doneBy(await ju.post('group/muteMember', mute), 'muteMember'));
  const { until } = await lePhone.take('group:muted', isAbout(group, le));
  insist(/^\d{4}(-\d\d){2} \d\d(:\d\d){2}$/.test(until ?? ''), 'a mute has its end');
  told(lePhone, 'group:muted', `until ${until}`);

  const where = { group_type: group.group_type, to_uid: group.group_id };
  const question = { ...where, message: text('明天几点？') };
  const refused = await le.post('message/sendGroupMessage', question);
  act(le.name, 'sends "明天几点？" by REST', refusedBy(refused, 20008, 'A send of a muted member'));
  const asked = { from_uid: le.uid, group_type: group.group_type, group_id: group.group_id };
  const query = Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)]));
  const { rule, error_code } = /** @type {{ rule: string, error_code: number }} */ (
    await hostApp.ask('explainSend', query)
  );
  insist(rule === 'muted' && error_code === 20008, 'the mute is the reason');
  act('The host app', `asks explainSend: may ${le.name} write into the group?`, `no: ${rule}, ${error_code}`);

  const freed = await an.post('group/muteMember', { ...mute, seconds: 0 });
  act(an.name, 'ends the mute (0 s)', doneBy(freed, 'muteMember'));
  const end = await lePhone.take('group:muted', isAbout(group, le));
  insist(end.until === undefined, 'the end of a mute has no until');
  told(lePhone, 'group:muted', 'without until: it is over');
  const id = msgIdOf(await le.post('message/sendGroupMessage', question), 'A send after the mute');
  act(le.name, 'sends "明天几点？" by REST', `msg_id ${id}`);
  await showPushes(id, question.message.body.text, [anPhone, juPhone]);
  return id;
}

/**
 * @param {Cast} cast
 * @param {Group} group
 */
export async function handOver({ an, ju, anPhone, juPhone, lePhone, groupId }, group) {
  const owner = await an.post('group/quitGroup', group);
  act(an.name, 'wants to quit', refusedBy(owner, 20013, 'An owner who quits'));
  const transferred = await an.post('group/transferGroup', { ...group, user_id: ju.uid });
  act(an.name, `transfers the group to ${ju.name}`, doneBy(transferred, 'transferGroup'));
  await showGroups(ju, [
    { ...group, role: 'owner' },
    { group_type: USER_GROUP, group_id: groupId, role: 'member' },
    { group_type: INTEREST_GROUP, group_id: groupId, role: 'member' },
  ]);
  act(an.name, 'quits', doneBy(await an.post('group/quitGroup', group), 'quitGroup'));
  await toldAll('group:left', group, an, [anPhone, juPhone, lePhone]);
}

/**
 * @param {Cast} cast
 * @param {Group} group
 * @param {readonly number[]} msgIds what was sent in it
 */
export async function dismiss({ an, ju, le, juPhone, lePhone }, group, msgIds) {
  act(ju.name, 'dismisses the group', doneBy(await ju.post('group/dismissGroup', group), 'dismissGroup'));
  await toldAll('group:dismissed', group, ju, [juPhone]);
  await toldAll('group:dismissed', group, le, [lePhone]);
  const where = { group_type: group.group_type, to_uid: group.group_id };
  const late = await le.post('message/sendGroupMessage', { ...where, message: text('还在吗？') });
  act(le.name, 'sends "还在吗？" by REST', refusedBy(late, 20005, 'A send into a dismissed group'));
  const conversation = `g:${group.group_type}:${group.group_id}`;
  await showHistory(le, conversation, msgIds);
  await showHistory(an, conversation, msgIds);
}
