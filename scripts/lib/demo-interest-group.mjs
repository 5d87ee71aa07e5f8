// An interest group, which one joins oneself. Every line that is printed was checked first.
import { datasOf, doneBy, refusedBy } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { showGroups, toldAll } from './demo-group-checks.mjs';
import { act, list } from './demo-transcript.mjs';

/**
 * @typedef {import('./demo-checks.mjs').Cast} Cast
 * @typedef {import('./demo-group-checks.mjs').Group} Group
 */

const USER_GROUP = 1;
const INTEREST_GROUP = 2;

/**
 * @param {Cast} cast
 * @param {Group} group that 小乐 is a member of, too
 */
export async function joinInterestGroup({ hostApp, an, ju, le, lePhone, groupId }, group) {
  const interest = { group_type: INTEREST_GROUP, group_id: groupId };
  insist((await hostApp.call('saveGroup', { ...interest, name: '养猫' })) === 1, 'saveGroup answers 1');
  act('The host app', `makes the interest group "养猫" (g:2:${groupId})`, '1');
  act(le.name, 'joins it', doneBy(await le.post('group/joinGroup', interest), 'joinGroup'));
  await toldAll('group:joined', interest, le, [lePhone]);
  await showGroups(le, [
    { ...group, role: 'member' },
    { ...interest, role: 'member' },
  ]);
  act(ju.name, 'joins it', doneBy(await ju.post('group/joinGroup', interest), 'joinGroup'));
  await toldAll('group:joined', interest, ju, [lePhone]);

  const query = { belong_id: String(groupId), search_type: '1' };
  const answer = datasOf(await an.get('user/getUserList', query), 'getUserList');
  const { total, users } = /** @type {{ total: string, users: { user_id: number, nickname: string }[] }} */ (answer);
  const found = users.map(({ user_id }) => user_id).join();
  insist(found === `${le.uid},${ju.uid}` && total === '2', 'getUserList has both, in the order in which they joined');
  list(
    an.name,
    'getUserList of the interest group',
    users.map(({ nickname }) => nickname),
  );

  const uninvited = await le.post('group/joinGroup', { group_type: USER_GROUP, group_id: groupId });
  act(le.name, `tries to join "周末爬山" again`, refusedBy(uninvited, 10003, 'Joining without an invitation'));
}
