import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import type { MembersChanged } from '../groups/group-events.js';
import { MembershipService } from '../groups/membership.service.js';
import { conversationIdFor, partiesOf } from '../timeline/conversation-target.js';
import type { LocatedMessage } from '../timeline/timeline-reader.js';
import { ConnectionRegistry } from './connection-registry.js';
import { GroupRooms } from './group-rooms.js';
import { hasRoom, userRoom } from './rooms.js';

/** Of more people at once only they themselves are told: a thousand members need no ten thousand events. */
const MAX_ANNOUNCED = 100;
const FOLLOWERS = 4;

/** Tells what happened to messages and members that are there already: recalls, joining and leaving. */
@Injectable()
export class AudienceDelivery {
  constructor(
    private readonly memberships: MembershipService,
    private readonly connections: ConnectionRegistry,
    private readonly groups: GroupRooms,
  ) {}

  /** To all who have it: in a group those who were members then, wherever they are now. */
  async recalled(server: Server, { id, target, conversationId, seq }: LocatedMessage): Promise<void> {
    const audience =
      target.kind === 'group'
        ? await this.memberships.membersAt(conversationId, seq, this.connections.uids)
        : partiesOf(target);
    for (const uid of audience) {
      const payload = { msg_id: id, conversation_id: conversationIdFor(target, uid), seq };
      if (hasRoom(server, userRoom(uid))) server.to(userRoom(uid)).emit('message:recalled', payload);
    }
  }

  /** To the users concerned and, but for followers, to the members online; resolves once the rooms have changed. */
  membersChanged(server: Server, change: MembersChanged): Promise<void> {
    const applied = this.groups.apply(change);
    const { target, conversationId, lastSeq, version, joined, left } = change;
    const group = { group_id: String(target.groupId), group_type: String(target.groupType) };
    for (const [event, uids] of [['group:joined', joined] as const, ['group:left', left] as const]) {
      for (const uid of uids) server.to(userRoom(uid)).emit(event, { group, uid: String(uid) });
      if (target.groupType === FOLLOWERS || uids.length === 0 || uids.length > MAX_ANNOUNCED) continue;
      // The audience of the next message: the members as of this change.
      const audience = { target, conversationId, seq: lastSeq + 1, membersVersion: version };
      this.groups.deliver(audience, (rooms) => {
        for (const uid of uids) {
          server
            .to([...rooms])
            .except(userRoom(uid))
            .emit(event, { group, uid: String(uid) });
        }
      });
    }
    return applied;
  }
}
