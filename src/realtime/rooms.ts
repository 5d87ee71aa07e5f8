import type { GroupTarget } from '../timeline/conversation-target.js';

/** All devices of a user. */
export function userRoom(uid: number): string {
  return `u:${uid}`;
}

/** The devices of a group's members. */
export function groupRoom({ groupType, groupId }: GroupTarget): string {
  return `g:${groupType}:${groupId}`;
}
