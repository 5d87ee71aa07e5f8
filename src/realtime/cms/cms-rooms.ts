import type { Namespace } from 'socket.io';
import type { ConversationTarget, ServiceTarget } from '../../timeline/conversation-target.js';
import type { SenderRef } from '../../timeline/sender-directory.js';

/** Everybody in the namespace; also the channel that a node hears while anybody is. */
export const CMS_ROOM = 'cms';

/** Those who see every official account: admins, and the host app by its key. */
export const EVERY_ACCOUNT = 'cms:every';

/** The operators who work for an official account. */
export function accountRoom(serviceId: number): string {
  return `cms:${serviceId}`;
}

/** The rooms of what happens at an official account; none where nobody here may see it, and no payload need be built. */
export function roomsOfAccount({ adapter }: Namespace, serviceId: number): string[] {
  return [EVERY_ACCOUNT, accountRoom(serviceId)].filter((room) => adapter.rooms.has(room));
}

/** Whether a message is one that a user wrote to an official account. */
export function isToAccount(target: ConversationTarget, sender: SenderRef): target is ServiceTarget {
  return target.kind === 'service' && sender.kind === 'user';
}
