import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { UserService } from '../../users/user.service.js';
import { PushAudienceRepository } from './push-audience.repository.js';
import { type PushReceiptRow, PushReceiptsRepository } from './push-receipts.repository.js';
import { PushRepository, type PushRow } from './push.repository.js';

const NOT_RECEIVED = 0;
/** Rows that a page may read, per receiver asked for: whom it went to, what became of it there, who that is. */
const ROWS_EACH = 3;
/**
 * Of them, what goes to finding out which push it is, and whether a person may see it, before and after, and where it
 * and its receivers end.
 */
const SINGLE_ROWS = 16;
/** Receivers for whom the smallest page may read. */
const LEAST = 16;

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
    private readonly audience: PushAudienceRepository,
    private readonly receipts: PushReceiptsRepository,
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

  /**
   * A page of receivers: whatever the filter, and wherever it lies, it reads no more than `ROWS_EACH` allows.
   * @throws AppError 20002 where the push has expired meanwhile: some of its rows may have been gone
   */
  async readReceivers(push: PushRow, query: ReceiverQuery): Promise<PushReceiverPage> {
    const page = await this.readPage(push, query);
    if (!(await this.pushes.isThere(push.id))) throw new AppError(20002);
    return page;
  }

  /** As `readReceivers`, for who looks afterwards whether the push is there. */
  async readPage(push: PushRow, query: ReceiverQuery): Promise<PushReceiverPage> {
    const { status, cursor, limit } = query;
    if (status === undefined || status === NOT_RECEIVED) return this.readAudience(push, query);
    const rows = await this.receipts.findByStatus(push.id, status, cursor, limit);
    const last = rows.length < limit ? undefined : rows.at(-1)?.user_id;
    return { receivers: await this.describe(rows), nextCursor: last };
  }

  /**
   * Looks through those to whom it went. Where nearly all of them have received it, or many have unfollowed
   * since, there are more rows to read than a page may: then it ends earlier.
   */
  private async readAudience(push: PushRow, { status, cursor, limit }: ReceiverQuery): Promise<PushReceiverPage> {
    const audience = await this.audience.findReceivers(push, cursor, limit);
    const left = ROWS_EACH * Math.max(limit, LEAST) - SINGLE_ROWS - audience.rows;
    // Each of them has to be looked up among the users as well.
    const most = Math.floor(left / 2);
    const last = audience.uids.at(-1) ?? cursor;
    const receipts = await this.receipts.findBetween(push.id, cursor, last, most);
    const known = new Map(receipts.map((row) => [row.user_id, row]));
    const lastKnown = receipts.length < most ? last : (receipts.at(-1)?.user_id ?? last);
    const end = lastKnown === last ? audience.end : lastKnown;
    const wanted = audience.uids.filter((uid) => uid <= end && (status === undefined || !known.has(uid)));
    const page = wanted.slice(0, Math.min(limit, left - receipts.length));
    const stop = page.length < wanted.length ? page.at(-1) : end;
    return {
      receivers: await this.describe(page.map((uid) => known.get(uid) ?? { user_id: uid })),
      nextCursor: stop === Infinity ? undefined : stop,
    };
  }

  private async describe(rows: readonly (PushReceiptRow | { user_id: number })[]): Promise<PushReceiver[]> {
    const profiles = await this.users.findShown(rows.map(({ user_id }) => user_id));
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
