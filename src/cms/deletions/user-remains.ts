import { Injectable } from '@nestjs/common';
import { BlacklistService } from '../../blacklist/blacklist.service.js';
import { FriendRemovalService } from '../../friends/friend-removal.service.js';
import { GroupDepartureService } from '../../groups/group-departure.service.js';
import { MessageEraser } from '../../messaging/erase/message-eraser.js';
import { ReceiptRemoval } from '../../messaging/receipts/receipt-removal.js';
import { ClientRequests } from '../../timeline/client-requests.js';
import { ScheduleReceivers } from '../schedules/schedule-receivers.js';
import type { Cleared, UserDeletion } from './user-deletion.js';

/** What a deleted user leaves behind, and how each kind of it goes. */
@Injectable()
export class UserRemains {
  constructor(
    private readonly friends: FriendRemovalService,
    private readonly groups: GroupDepartureService,
    private readonly blacklist: BlacklistService,
    private readonly schedules: ScheduleReceivers,
    private readonly requests: ClientRequests,
    private readonly receipts: ReceiptRemoval,
    private readonly messages: MessageEraser,
  ) {}

  /**
   * Clears everything away that there is now, what others see first. In parts, each a transaction of at most some
   * hundred rows; what is cleared is not met again, so that it may be cut anywhere and begin anew.
   */
  async *clear({ uid, erase }: Pick<UserDeletion, 'uid' | 'erase'>): AsyncGenerator<Cleared> {
    yield* named('friendships', this.friends.endFriendships(uid));
    yield* named('groups', this.groups.leaveAll(uid));
    yield* named('applies', this.friends.removeApplies(uid));
    yield* named('blocks', this.blacklist.removeAll(uid));
    yield* named('mutes', this.groups.forgetMutes(uid));
    yield* named('schedules', this.schedules.forget(uid));
    yield* named('requests', this.requests.forgetAll(uid));
    yield* named('receipts', this.receipts.removeUnneeded(uid));
    yield* named('messages', erase ? this.messages.eraseWrittenBy(uid) : this.messages.eraseNotes(uid));
  }
}

async function* named(what: string, counts: AsyncGenerator<number>): AsyncGenerator<Cleared> {
  for await (const count of counts) yield { what, count };
}
