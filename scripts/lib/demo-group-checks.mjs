// What the scenes about groups check alike.
import { datasOf } from './demo-checks.mjs';
import { insist } from './demo-error.mjs';
import { list, told } from './demo-transcript.mjs';

/**
 * @typedef {import('./demo-checks.mjs').Device} Device
 * @typedef {import('./demo-checks.mjs').Person} Person
 */

/**
 * @typedef {{ group_type: number, group_id: number }} Group
 * @typedef {Group & { name: string, member_count: number, role: string }} ListedGroup
 */

/**
 * Makes sure that devices are told of one user in a group.
 * @param {string} event
 * @param {Group} group
 * @param {Person} who
 * @param {readonly Device[]} devices
 */
export async function toldAll(event, group, who, devices) {
  for (const device of devices) {
    await device.take(event, isAbout(group, who));
    told(device, event, device.uid === who.uid ? 'themselves' : who.name);
  }
}

/**
 * @param {Group} group
 * @param {Person} who
 * @returns {(notice: import('./demo-device.mjs').Notice) => boolean}
 */
export function isAbout({ group_type, group_id }, who) {
  return ({ group, uid }) =>
    group?.group_type === String(group_type) && group.group_id === String(group_id) && uid === String(who.uid);
}

/**
 * @param {Person} of
 * @param {readonly (Group & { role: string })[]} expected in any order
 */
export async function showGroups(of, expected) {
  const answer = datasOf(await of.get('group/getGroupList', {}), 'getGroupList');
  const { total, groups } = /** @type {{ total: number, groups: ListedGroup[] }} */ (answer);
  const found = inOrder(groups);
  const wanted = inOrder(expected);
  insist(found === wanted && total === expected.length, `${of.name} is in ${wanted} (it is ${found})`);
  list(
    of.name,
    'getGroupList',
    groups.map((g) => `${g.name}  g:${g.group_type}:${g.group_id}, ${g.member_count} members, ${g.role}`),
  );
}

/** @param {readonly (Group & { role: string })[]} groups */
function inOrder(groups) {
  return groups
    .map(({ group_type, group_id, role }) => `${group_type}:${group_id} ${role}`)
    .sort()
    .join(', ');
}
