import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { UserService } from '../../users/user.service.js';
import { PushReceiversRepository, type PushReceiptRow } from './push-receivers.repository.js';
import { PushRepository, type PushRow } from './push.repository.js';

const NOT_RECEIVED = 0;

/** What became of a push at one receiver. */
export interface PushReceiver {
  readonly uid: number;
  readonly nickname: string;
  /** 0, 3 or 4. */
  readonly status: number;
  /** UTC milliseconds. */
  readonly receivedAt: number | undefined;
  readonly readAt: number | undefined;
}

export interface PushReceiverPage {
  readonly receivers: readonly PushReceiver[];
  /** Where the next page begins; undefined at the end. A page may hold fewer than asked for, or none, and go on. */
  readonly nextCursor: number | undefined;
}

export interface ReceiverQuery {
  readonly status: number | undefined;
  readonly cursor: number;
  readonly limit: number;
}

/** What became of pushes and broadcasts: exact at any moment, and by person (contract, section 7). */
@Injectable()
export class PushOutcomeService {
  constructor(
    private readonly pushes: PushRepository,
    private readonly receivers: PushReceiversRepository,
    private readonly users: UserService,
  ) {}

  /** @throws AppError 20002 for what is no official account's message */
  async find(msgId: number): Promise<PushRow> {
    const push = await this.pushes.find(msgId);
    if (!push) throw new AppError(20002);
    return push;
  }

  /** Those of the ids (up to a thousand) that are official accounts' messages. */
  findAll(ids: readonly number[]): Promise<PushRow[]> {
    return this.pushes.findAll(ids);
  }

  /** A page of receivers; those of status 0 and all together are looked through in pages, of which the filter leaves some. */
  async readReceivers(push: PushRow, { status, cursor, limit }: ReceiverQuery): Promise<PushReceiverPage> {
    if (status !== undefined && status !== NOT_RECEIVED) {
      const rows = await this.receivers.findByStatus(push.id, status, cursor, limit);
      const last = rows.length < limit ? undefined : rows.at(-1)?.user_id;
      return { receivers: await this.describe(rows), nextCursor: last };
    }
    const { uids, nextCursor } = await this.receivers.findReceivers(push, cursor, limit);
    const receipts = await this.receivers.findReceipts(push.id, uids);
    const wanted = uids.filter((uid) => status === undefined || !receipts.has(uid));
    const described = await this.describe(wanted.map((uid) => receipts.get(uid) ?? { user_id: uid }));
    return { receivers: described, nextCursor };
  }

  private async describe(rows: readonly (PushReceiptRow | { user_id: number })[]): Promise<PushReceiver[]> {
    const profiles = await this.users.findProfiles(rows.map(({ user_id }) => user_id));
    const nicknames = new Map(profiles.map(({ id, nickname }) => [id, nickname]));
    return rows.map((row) => ({
      uid: row.user_id,
      nickname: nicknames.get(row.user_id) ?? '',
      status: 'status' in row ? row.status : NOT_RECEIVED,
      receivedAt: 'status' in row ? row.received_at : undefined,
      readAt: 'status' in row ? (row.read_at ?? undefined) : undefined,
    }));
  }
}
