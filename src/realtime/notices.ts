import { Injectable } from '@nestjs/common';
import { WireTime } from '../common/time.js';
import { Configuration } from '../config/configuration.js';
import { EventBus } from '../events/event-bus.js';
import { friendApplied, type FriendshipChanged, friendshipEnded, friendshipMade } from '../friends/friend-events.js';
import { memberMuted } from '../groups/group-events.js';
import type { Profile } from '../users/profile.js';

export const NOTICE_EVENTS = ['friend:apply', 'friend:agreed', 'friend:deleted', 'group:muted'] as const;
type NoticeEvent = (typeof NOTICE_EVENTS)[number];

/** News for all devices of one user, in the form that they get it (contract, section 6). */
export interface Notice {
  readonly uid: number;
  readonly event: NoticeEvent;
  readonly payload: Readonly<Record<string, string | number | Readonly<Record<string, string>>>>;
}

/** Makes notices of what happened on this node. */
@Injectable()
export class Notices {
  private readonly time: WireTime;

  constructor(
    private readonly events: EventBus,
    { timeZone }: Configuration,
  ) {
    this.time = new WireTime(timeZone);
  }

  follow(tell: (notice: Notice) => void): void {
    this.events.subscribe(friendApplied, ({ applyId, from, to, comment }) => {
      const payload = { relation_apply_id: applyId, from: partyOf(from), comment };
      tell({ uid: to, event: 'friend:apply', payload });
    });
    this.events.subscribe(friendshipMade, (change) => tellBoth('friend:agreed', change, tell));
    this.events.subscribe(friendshipEnded, (change) => tellBoth('friend:deleted', change, tell));
    this.events.subscribe(memberMuted, ({ target, uid, until }) => {
      const group = { group_id: String(target.groupId), group_type: String(target.groupType) };
      const payload: Notice['payload'] = { group, uid: String(uid) };
      const end = until === undefined ? undefined : this.time.render(until);
      tell({ uid, event: 'group:muted', payload: end === undefined ? payload : { ...payload, until: end } });
    });
  }
}

/** Each of the two is told of the other one. */
function tellBoth(event: NoticeEvent, { users: [a, b] }: FriendshipChanged, tell: (notice: Notice) => void): void {
  tell({ uid: a.id, event, payload: { from: partyOf(b) } });
  tell({ uid: b.id, event, payload: { from: partyOf(a) } });
}

function partyOf({ id, nickname, photo }: Profile): Record<'uid' | 'nickname' | 'photo', string> {
  return { uid: String(id), nickname, photo };
}
