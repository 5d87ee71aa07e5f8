import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../database/database-errors.js';
import { IdAllocator } from '../../database/id-allocator.js';
import { ReadStore } from '../../database/read-store.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { type ClientRequest, ClientRequests } from '../../timeline/client-requests.js';
import { UserService } from '../../users/user.service.js';
import type { ServiceMessage } from '../pushes/push.service.js';
import type { NewSchedule } from './schedule.js';
import { ScheduleRepository } from './schedule.repository.js';
import { SendTime } from './send-time.js';

export interface ScheduleCommand extends ServiceMessage {
  /** Undefined for the followers. */
  readonly receivers: readonly number[] | undefined;
  /** A wire time. */
  readonly sendAt: string;
  /** A user name, or `api_key`. */
  readonly createdBy: string;
}

/** Takes pushes that are to be sent later. */
@Injectable()
export class SchedulePlanner {
  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly times: SendTime,
    private readonly users: UserService,
    private readonly requests: ClientRequests,
    private readonly reads: ReadStore,
    private readonly ids: IdAllocator,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @returns schedule_id; of the first one where the client id repeats, however long ago that was sent
   * @throws AppError 10000 for a time that there is not, or that is over; 20001 naming ids; 20009
   */
  async plan({ clientMsgId, ...command }: ScheduleCommand): Promise<number> {
    const sendAt = this.times.parse(command.sendAt);
    const receivers = command.receivers && [...command.receivers].sort((a, b) => a - b);
    const plan = { ...command, receivers, sendAt };
    const request = clientMsgId === undefined ? undefined : requestOf(plan, clientMsgId);
    const known = await this.findRepeated(request);
    if (known !== undefined) return known;
    this.times.assertAhead(sendAt);
    if (receivers) await this.users.assertExist(receivers);
    const id = await this.ids.takeOne('schedules');
    try {
      await this.insert({ ...plan, id }, request);
      return id;
    } catch (error) {
      // Another one with this client id was faster.
      const first = isUniqueViolation(error) ? await this.findRepeated(request) : undefined;
      if (first === undefined) throw error;
      return first;
    }
  }

  private async insert(schedule: NewSchedule, request: ClientRequest | undefined): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      // First, so that one of two with the same client id waits before it writes 10,000 rows.
      if (request) await this.requests.record(tx, request, schedule.id);
      await this.schedules.insert(tx, schedule);
    });
  }

  private findRepeated(request: ClientRequest | undefined): Promise<number | undefined> {
    if (request === undefined) return Promise.resolve(undefined);
    return this.reads.run((session) => this.requests.findResult(session, request));
  }
}

function requestOf(plan: Omit<NewSchedule, 'id'>, clientMsgId: string): ClientRequest {
  const { serviceId, receivers, type, body, sendAt } = plan;
  const content = ['schedule', receivers ?? 'followers', type, body, sendAt] as const;
  return { senderKind: 'service', senderId: serviceId, clientMsgId, content };
}
