import { Injectable } from '@nestjs/common';
import { toWindow } from '../../common/paging.js';
import { MembershipService } from '../../groups/membership.service.js';
import { ConversationDirectory } from '../../timeline/conversation-directory.js';
import { inGroup, keyOf, withService } from '../../timeline/conversation-target.js';
import type { Message } from '../../timeline/message.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import {
  type InboxRow,
  type NumberRange,
  PushRepository,
  type PushRow,
  type ReceiverPlaces,
} from './push.repository.js';

const FOLLOWERS = 4;

/** A page of what an account got, or sent; newest first, in commit order. */
export interface ServicePage<Item> {
  readonly total: number;
  readonly items: readonly Item[];
}

export interface ServiceFilter {
  readonly serviceId: number;
  /** The sender of what the account got, the receiver of what it sent. */
  readonly uid: number | undefined;
  readonly page: number;
  readonly pageSize: number;
}

/** Interface 15. Without a user nothing is counted: accounts number what they get and send. */
@Injectable()
export class ServiceMessagesService {
  constructor(
    private readonly pushes: PushRepository,
    private readonly directory: ConversationDirectory,
    private readonly memberships: MembershipService,
    private readonly reader: TimelineReader,
  ) {}

  /** What users wrote to the account. */
  async received(filter: ServiceFilter): Promise<ServicePage<Message>> {
    const { serviceId, uid, pageSize } = filter;
    const offset = offsetOf(filter);
    const { inbox } = await this.pushes.numbers(serviceId);
    const total = uid === undefined ? sizeOf(inbox) : await this.pushes.countReceivedFrom(serviceId, uid);
    if (offset >= total) return { total, items: [] };
    const rows =
      uid === undefined
        ? await this.pushes.findReceived(serviceId, behind(inbox, offset), pageSize)
        : await this.pushes.findReceivedFrom(serviceId, uid, offset, pageSize);
    return { total, items: await this.reader.readEach(rows.map((row) => placeOf(serviceId, row))) };
  }

  /** What the account sent, broadcasts included. */
  async sent(filter: ServiceFilter): Promise<ServicePage<PushRow>> {
    const { serviceId, uid, pageSize } = filter;
    const offset = offsetOf(filter);
    if (uid === undefined) {
      const { outbox } = await this.pushes.numbers(serviceId);
      const total = sizeOf(outbox);
      const items = offset >= total ? [] : await this.pushes.findSent(serviceId, behind(outbox, offset), pageSize);
      return { total, items };
    }
    const places = await this.placesOf(serviceId, uid);
    const total = await this.pushes.countSentTo(places);
    return { total, items: offset >= total ? [] : await this.pushes.findSentTo(places, offset, pageSize) };
  }

  private async placesOf(serviceId: number, uid: number): Promise<ReceiverPlaces> {
    const dialogue = keyOf(withService(serviceId, uid));
    const broadcasts = keyOf(inGroup(FOLLOWERS, serviceId));
    const found = await this.directory.find([dialogue, broadcasts]);
    const broadcastsId = found.get(broadcasts);
    const ranges =
      broadcastsId === undefined
        ? []
        : ((await this.memberships.rangesOf(uid, [broadcastsId])).get(broadcastsId) ?? []);
    return { dialogueId: found.get(dialogue), broadcastsId, ranges };
  }
}

function sizeOf({ above, last }: NumberRange): number {
  return last - above;
}

/** Without the newest ones of earlier pages. */
function behind({ above, last }: NumberRange, offset: number): NumberRange {
  return { above, last: last - offset };
}

function offsetOf({ page, pageSize }: ServiceFilter): number {
  return toWindow({ page, pageSize })?.offset ?? Number.MAX_SAFE_INTEGER;
}

function placeOf(serviceId: number, { user_id, conversation_id, seq }: InboxRow) {
  return { conversationId: conversation_id, target: withService(serviceId, user_id), seq };
}
