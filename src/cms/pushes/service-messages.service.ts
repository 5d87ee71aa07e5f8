import { Injectable } from '@nestjs/common';
import { toWindow } from '../../common/paging.js';
import { withService } from '../../timeline/conversation-target.js';
import type { Message } from '../../timeline/message.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import {
  type InboxRow,
  type NumberRange,
  PushRepository,
  type PushRow,
  type ServiceNumbers,
} from './push.repository.js';
import { SentToUserReader } from './sent-to-user.js';

/** How often a page is read, at most. */
const READS = 5;

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

/** Interface 15. Accounts number what they get and send: counted is only what stands in one user's own dialogue. */
@Injectable()
export class ServiceMessagesService {
  constructor(
    private readonly pushes: PushRepository,
    private readonly toUser: SentToUserReader,
    private readonly reader: TimelineReader,
  ) {}

  /** What users wrote to the account. */
  received(filter: ServiceFilter): Promise<ServicePage<Message>> {
    return this.readWhole(filter.serviceId, (numbers) => this.readReceived(filter, numbers));
  }

  /** What the account sent, broadcasts included. */
  sent(filter: ServiceFilter): Promise<ServicePage<PushRow>> {
    return this.readWhole(filter.serviceId, (numbers) => this.readSent(filter, numbers));
  }

  /**
   * A page and its total take several reads. What comes between them is in none: all of them go up to the same number.
   * Where the oldest have expired between them, they are of two moments, and are read again.
   */
  private async readWhole<Item>(
    serviceId: number,
    read: (numbers: ServiceNumbers) => Promise<ServicePage<Item>>,
  ): Promise<ServicePage<Item>> {
    let numbers = await this.pushes.numbers(serviceId);
    for (let attempt = 1; ; attempt += 1) {
      const page = await read(numbers);
      const now = await this.pushes.numbers(serviceId);
      // A sweep of very many moves on all the time: then it is right but for what goes at this moment.
      if (attempt === READS || isSame(numbers, now)) return page;
      numbers = now;
    }
  }

  private async readReceived(filter: ServiceFilter, { inbox }: ServiceNumbers): Promise<ServicePage<Message>> {
    const { serviceId, uid, pageSize } = filter;
    const offset = offsetOf(filter);
    const total = uid === undefined ? sizeOf(inbox) : await this.pushes.countReceivedFrom(serviceId, uid, inbox);
    if (offset >= total) return { total, items: [] };
    const rows =
      uid === undefined
        ? await this.pushes.findReceived(serviceId, behind(inbox, offset), pageSize)
        : await this.pushes.findReceivedFrom(serviceId, uid, inbox, { offset, limit: pageSize });
    return { total, items: await this.reader.readEach(rows.map((row) => placeOf(serviceId, row))) };
  }

  private async readSent(filter: ServiceFilter, { outbox }: ServiceNumbers): Promise<ServicePage<PushRow>> {
    const { serviceId, uid, pageSize } = filter;
    const offset = offsetOf(filter);
    if (uid === undefined) {
      const total = sizeOf(outbox);
      const items = offset >= total ? [] : await this.pushes.findSent(serviceId, behind(outbox, offset), pageSize);
      return { total, items };
    }
    const place = await this.toUser.find(serviceId, uid, outbox.above);
    const { total } = place;
    if (offset >= total) return { total, items: [] };
    const ids = await this.toUser.findIds(place, offset, pageSize);
    const found = new Map((await this.pushes.findAll(ids)).map((row) => [row.id, row]));
    return { total, items: ids.flatMap((id) => found.get(id) ?? []) };
  }
}

/** Whether nothing has expired between the two. */
function isSame(before: ServiceNumbers, after: ServiceNumbers): boolean {
  return before.inbox.above === after.inbox.above && before.outbox.above === after.outbox.above;
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
