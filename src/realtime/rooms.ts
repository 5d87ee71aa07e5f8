import type { Server } from 'socket.io';
import { type ConversationTarget, type GroupTarget, partiesOf } from '../timeline/conversation-target.js';

/** All devices of a user. */
export function userRoom(uid: number): string {
  return `u:${uid}`;
}

/** The devices of a group's members. */
export function groupRoom({ groupType, groupId }: GroupTarget): string {
  return `g:${groupType}:${groupId}`;
}

/** Where the messages of a conversation go. */
export function roomsOf(target: ConversationTarget): string[] {
  return target.kind === 'group' ? [groupRoom(target)] : partiesOf(target).map(userRoom);
}

/** Whether anybody on this node stands in the room: without one no payload need be built. */
export function hasRoom(server: Server, room: string): boolean {
  return server.sockets.adapter.rooms.has(room);
}

/** Whether anybody stands in the room beside this connection. */
export function hasOthers(server: Server, room: string, origin: string | undefined): boolean {
  const sockets = server.sockets.adapter.rooms.get(room);
  if (sockets === undefined) return false;
  return sockets.size > 1 || origin === undefined || !sockets.has(origin);
}
