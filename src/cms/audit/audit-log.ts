import { Injectable, Logger } from '@nestjs/common';
import { storageUnavailable } from '../../common/errors/app-error.js';
import { IdAllocator } from '../../database/id-allocator.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { RequestOrigin } from '../../wire/http/request-origin.js';
import { toAppError } from '../../wire/to-app-error.js';
import { outcomeOf } from './audit-detail.js';
import { AUDIT_OUTCOME, type AuditOutcome, AuditRepository } from './audit.repository.js';

/** What somebody does. */
export interface Deed {
  /** A person's user name, or `api_key`; empty where nobody was signed in. */
  readonly actor: string;
  /** The call. */
  readonly action: string;
  readonly serviceId: number | null;
  /** What it is about, without secrets. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The entry of a deed that is under way. */
export interface OpenEntry extends Deed {
  readonly id: number;
  readonly requestId: string;
}

/**
 * Who did what over the CMS, when, and from where. The entry is there before the deed is done (ADR 0014): what
 * stands nowhere in the log was not done, whatever ended the server.
 */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger(AuditLog.name);

  constructor(
    private readonly entries: AuditRepository,
    private readonly ids: IdAllocator,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Of something that changed nothing, such as a login. @throws AppError 10007: it is not to be answered then */
  async record(deed: Deed, origin: RequestOrigin): Promise<void> {
    await this.write(deed, origin, 'done');
  }

  /** Before the deed: its outcome is unknown until it is told. @throws AppError 10007: it is not to be done then */
  async open(deed: Deed, origin: RequestOrigin): Promise<OpenEntry> {
    const id = await this.write(deed, origin, 'unknown');
    return { ...deed, id, requestId: origin.requestId };
  }

  /** It was done. Stays done where that cannot be written: its entry then says that nobody knows. */
  async complete(entry: OpenEntry, result: unknown): Promise<void> {
    const datas = outcomeOf(result);
    const detail = datas === undefined ? entry.detail : { ...entry.detail, datas };
    await this.settle(entry, () =>
      this.unitOfWork.run((tx) => this.entries.complete(tx, entry.id, JSON.stringify(detail))),
    );
  }

  /** It was refused: nothing was done, and the entry goes. Of what failed otherwise nobody knows: it stays. */
  async withdraw(entry: OpenEntry, error: unknown): Promise<void> {
    if (toAppError(error).row.status >= 500) return;
    await this.settle(entry, () => this.unitOfWork.run((tx) => this.entries.remove(tx, entry.id)));
  }

  private async write(deed: Deed, { address, requestId }: RequestOrigin, outcome: AuditOutcome): Promise<number> {
    const { actor, action, serviceId } = deed;
    try {
      const id = await this.ids.takeOne('cms_audit');
      const detail = JSON.stringify(deed.detail);
      const known = { id, at: Date.now(), actor, action, serviceId, detail, address, requestId };
      await this.unitOfWork.run((tx) => this.entries.insert(tx, { ...known, outcome: AUDIT_OUTCOME[outcome] }));
      return id;
    } catch (error) {
      this.logger.warn({ err: error, request_id: requestId, actor, action }, 'The audit log takes no entry: refused');
      throw storageUnavailable(error);
    }
  }

  private async settle({ requestId, actor, action }: OpenEntry, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const fields = { err: error, request_id: requestId, actor, action };
      this.logger.warn(fields, 'An entry of the audit log stays without its outcome');
    }
  }
}
