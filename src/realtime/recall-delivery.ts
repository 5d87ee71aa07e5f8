import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { MembershipService } from '../groups/membership.service.js';
import { conversationIdFor, partiesOf } from '../timeline/conversation-target.js';
import type { LocatedMessage } from '../timeline/timeline-reader.js';
import { ConnectionRegistry } from './connection-registry.js';
import { hasRoom, userRoom } from './rooms.js';

/** Tells who has a message that it was recalled (contract, section 6). */
@Injectable()
export class RecallDelivery {
  constructor(
    private readonly memberships: MembershipService,
    private readonly connections: ConnectionRegistry,
  ) {}

  /** To all who have it: in a group those who were members then, wherever they are now. */
  async deliver(server: Server, { id, target, conversationId, seq }: LocatedMessage): Promise<void> {
    const audience =
      target.kind === 'group'
        ? await this.memberships.membersAt(conversationId, seq, this.connections.uids)
        : partiesOf(target);
    for (const uid of audience) {
      const payload = { msg_id: id, conversation_id: conversationIdFor(target, uid), seq };
      if (hasRoom(server, userRoom(uid))) server.to(userRoom(uid)).emit('message:recalled', payload);
    }
  }
}
