import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { KeyedSerialQueue } from '../common/async/keyed-serial-queue.js';
import { pause } from '../common/async/pause.js';
import { chunks } from '../database/sql.js';
import type { MembersChanged } from '../groups/group-events.js';
import { FOLLOWERS } from '../timeline/conversation-target.js';
import { GroupRooms } from './group-rooms.js';
import { groupRoom, hasRoom, userRoom } from './rooms.js';

/** A thousand who join a thousand members make a million packets: so many at a time, and messages pass in between. */
const PACKETS_AT_ONCE = 1000;
/** And of these so many to one socket: its buffer has to empty. */
const EVENTS_AT_ONCE = 25;
const REST_MS = 10;

/**
 * Tells `group:joined` and `group:left`: those concerned at once, and then, but for followers, the members online.
 * Where the group was dismissed each former member is told so, with their own uid, and of nobody's leaving.
 */
@Injectable()
export class MemberAnnouncements {
  /** A group's changes are told in their order. */
  private readonly queue = new KeyedSerialQueue<string>();

  constructor(private readonly groups: GroupRooms) {}

  /** Resolves once all are told. */
  async announce(server: Server, change: MembersChanged): Promise<void> {
    const { target, joined, left, dismissed } = change;
    const group = { group_id: String(target.groupId), group_type: String(target.groupType) };
    const events = [
      ...joined.map((uid) => ({ name: 'group:joined', uid, payload: { group, uid: String(uid) } })),
      ...left.map((uid) => ({
        name: dismissed ? 'group:dismissed' : 'group:left',
        uid,
        payload: { group, uid: String(uid) },
      })),
    ];
    for (const { name, uid, payload } of events) {
      if (hasRoom(server, userRoom(uid))) server.to(userRoom(uid)).emit(name, payload);
    }
    // Of a group that was dismissed nobody is left to be told of the others.
    if (target.groupType === FOLLOWERS || dismissed) return;

    const { conversationId, lastSeq, version } = change;
    // The audience of the next message: the members as of this change.
    const audience = { target, conversationId, seq: lastSeq + 1, membersVersion: version };
    const room = groupRoom(target);
    await this.queue.run(room, async () => {
      for (const [index, part] of chunks(events, eventsAtOnce(server, room)).entries()) {
        if (index > 0) await pause(REST_MS);
        await this.groups.deliverToPresent(audience, (rooms) => {
          if (!rooms.some((it) => hasRoom(server, it))) return;
          // Encoded once for all of them.
          for (const { name, uid, payload } of part) {
            server
              .to([...rooms])
              .except(userRoom(uid))
              .emit(name, payload);
          }
        });
      }
    });
  }
}

function eventsAtOnce(server: Server, room: string): number {
  const sockets = server.sockets.adapter.rooms.get(room)?.size ?? 1;
  return Math.max(1, Math.min(EVENTS_AT_ONCE, Math.floor(PACKETS_AT_ONCE / sockets)));
}
