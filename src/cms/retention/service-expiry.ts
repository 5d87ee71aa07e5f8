import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ScheduledBodies } from '../schedules/scheduled-bodies.js';
import {
  type EntryRow,
  PUSH_TABLES,
  type PushTable,
  type SentRow,
  ServiceExpiryRepository,
  type ServiceRow,
} from './service-expiry.repository.js';

const SERVICES = 200;
const ROWS = 200;
const USERS = 500;

/** What one part of a sweep was about, and how much of it there was. */
export interface Swept {
  readonly what: string;
  readonly count: number;
}

/**
 * What official accounts got and sent, as far as it is too old to be kept. It leaves their lists and totals first, by
 * their numbers; pushes themselves go last, once no receiver has a copy whose body they hold.
 */
@Injectable()
export class ServiceExpiry {
  constructor(
    private readonly expiry: ServiceExpiryRepository,
    private readonly scheduled: ScheduledBodies,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Before messages go: what expires leaves interface 15, whose totals are exact at any moment. */
  async *hide(cutoff: number): AsyncGenerator<Swept> {
    for await (const { service_id, inbox_gone, outbox_gone } of this.services()) {
      yield* prefixes(
        'inbox',
        cutoff,
        (gone) => this.expiry.findReceived(service_id, gone, ROWS),
        (_, upTo) => this.unitOfWork.run((tx) => this.expiry.removeReceived(tx, service_id, upTo)),
        inbox_gone,
      );
      yield* prefixes(
        'hidden',
        cutoff,
        (gone) => this.expiry.findSent(service_id, gone, ROWS),
        (pushes, upTo) => this.hideSent(service_id, pushes, upTo),
        outbox_gone,
      );
      // Also where nothing was old: accounts may be many, and whoever sweeps may have to stop.
      yield { what: 'inbox', count: 0 };
    }
  }

  /** After messages have gone. */
  async *removeHidden(): AsyncGenerator<Swept> {
    for await (const { service_id, outbox_gone } of this.services()) {
      for (let after = 0; after < outbox_gone;) {
        const page = await this.expiry.findHidden(service_id, after, outbox_gone, ROWS);
        for (const { id, held } of page) if (!held) yield* this.removePush(id);
        yield { what: 'pushes', count: 0 };
        after = page.at(-1)?.no ?? outbox_gone;
      }
    }
  }

  private async *services(): AsyncGenerator<ServiceRow> {
    for (let after = 0; ;) {
      const page = await this.expiry.findServices(after, SERVICES);
      yield* page;
      if (page.length < SERVICES) return;
      after = page.at(-1)?.service_id ?? after;
    }
  }

  /** Schedules are read as well: what has left the account's list is not to be found among them. */
  private hideSent(serviceId: number, pushes: readonly SentRow[], upTo: number): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      await this.scheduled.forget(
        tx,
        pushes.map(({ id }) => id),
      );
      await this.expiry.hideSent(tx, serviceId, upTo);
    });
  }

  private async *removePush(id: number): AsyncGenerator<Swept> {
    for (const [what, table] of Object.entries(PUSH_TABLES)) {
      for (let uids: number[]; (uids = await this.expiry.findUsers(table, id, USERS)).length > 0;) {
        yield { what, count: await this.deleteUsers(table, id, uids) };
      }
    }
    await this.unitOfWork.run(async (tx) => {
      // One that was marked as sent only since, by a node that had died meanwhile.
      await this.scheduled.forget(tx, [id]);
      await this.expiry.deletePush(tx, id);
    });
    this.unitOfWork.wipeSoon();
    yield { what: 'pushes', count: 1 };
  }

  private deleteUsers(table: PushTable, id: number, uids: readonly number[]): Promise<number> {
    return this.unitOfWork.run((tx) => this.expiry.deleteUsers(tx, table, id, uids));
  }
}

/** Removes the expired entries from the beginning of a list that is numbered in commit order. */
async function* prefixes<Row extends EntryRow>(
  what: string,
  cutoff: number,
  next: (gone: number) => Promise<Row[]>,
  remove: (old: readonly Row[], upTo: number) => Promise<void>,
  from: number,
): AsyncGenerator<Swept> {
  for (let gone = from; ;) {
    const rows = await next(gone);
    const younger = rows.findIndex(({ created_at }) => created_at !== null && created_at >= cutoff);
    const old = younger === -1 ? rows : rows.slice(0, younger);
    const upTo = old.at(-1)?.no;
    if (upTo === undefined) return;
    await remove(old, upTo);
    yield { what, count: old.length };
    if (old.length < ROWS) return;
    gone = upTo;
  }
}
