import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { PushService } from '../pushes/push.service.js';
import type { Schedule } from './schedule.js';
import { ScheduleClock } from './schedule-clock.js';
import { type DueSchedule, ScheduleRepository } from './schedule.repository.js';

/**
 * How old a claim is when its node is taken for dead: longer than any push takes, and than clocks of nodes
 * differ. Where it is not dead, nothing happens but that both do the work: one message comes of it.
 */
const STALE_MS = 15_000;
/** Looked up at a time; of one account. */
const AT_ONCE = 100;
const OF_ACCOUNT = 10;
const WARN_MS = 60_000;
/** Below are troubles of the server, which heal: storage away, overload. */
const FIRST_REFUSAL = 20000;
const USER_MISSING = 20001;

/**
 * Sends what is due, exactly once, whatever becomes of nodes meanwhile:
 * - a claim is committed before anything is sent, and only what nobody has claimed can be cancelled;
 * - the first claim settles who gets it: every attempt after it sends the same to the same ones;
 * - it is sent under a client_msg_id of its own: a node that takes over from one that died after the commit
 *   is answered with the msg_id that there is, and only writes that down.
 */
@Injectable()
export class ScheduleSender {
  private readonly logger = new Logger(ScheduleSender.name);

  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly pushes: PushService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: ScheduleClock,
  ) {}

  /** What is to be sent now, of each account the oldest first. @param except accounts that are left out, some at the most */
  findDue(except: readonly number[] = []): Promise<DueSchedule[]> {
    const now = this.clock.now();
    return this.schedules.findDue({ now, staleAt: now - STALE_MS, except, each: OF_ACCOUNT, limit: AT_ONCE });
  }

  /** Sends one that is due; nothing where another node does, or somebody cancelled it. */
  async send(id: number): Promise<void> {
    const since = this.clock.now();
    const schedule = await this.unitOfWork.run((tx) => this.schedules.claim(tx, id, since, since - STALE_MS));
    if (!schedule) return;
    let msgId: number;
    try {
      msgId = await this.deliver(schedule);
    } catch (error) {
      return this.fail(schedule, since, error);
    }
    // Not as a failure of the push: everybody has it. Its claim goes stale, and then it is written down.
    await this.settle(schedule, msgId);
  }

  private async settle({ id, sendAt }: Schedule, msgId: number): Promise<void> {
    const { sentAt, isGone } = await this.unitOfWork.run((tx) =>
      this.schedules.markSent(tx, id, msgId, this.clock.now()),
    );
    if (isGone) this.unitOfWork.wipeSoon();
    const lateMs = sentAt - sendAt;
    if (lateMs <= WARN_MS) return;
    const late_seconds = Math.floor(lateMs / 1000);
    this.logger.warn({ schedule_id: id, msg_id: msgId, late_seconds }, 'A scheduled push was sent late');
  }

  /**
   * Client ids are the callers' to choose, `sched:<id>` included. Where the account has used this one for
   * something else, that is so for ever, and every attempt comes to the second one: U+0000 is in no client id
   * that anybody can send (contract, section 2).
   */
  private async deliver(schedule: Schedule): Promise<number> {
    try {
      return await this.push(schedule, `sched:${schedule.id}`);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 20009)) throw error;
      return this.push(schedule, `\0sched:${schedule.id}`);
    }
  }

  private push({ receivers, ...message }: Schedule, clientMsgId: string): Promise<number> {
    const { serviceId, type, body } = message;
    const push = { serviceId, type, body, clientMsgId };
    // All of them were deleted before the first claim.
    if (receivers?.length === 0) return Promise.reject(new AppError(USER_MISSING));
    return receivers ? this.pushes.sendSettled(push, receivers) : this.pushes.broadcast(push);
  }

  private async fail({ id }: Schedule, since: number, error: unknown): Promise<void> {
    const code = error instanceof AppError ? error.code : undefined;
    if (code === undefined) {
      // Its claim goes stale, and it is tried again: whatever it is that nobody foresaw, what was due is not given up.
      this.logger.error({ err: error, schedule_id: id }, 'A scheduled push met an unexpected error; it is tried again');
    } else if (code < FIRST_REFUSAL) {
      this.logger.warn({ err: error, schedule_id: id }, 'A scheduled push could not be sent; it is tried again');
      await this.unitOfWork.run((tx) => this.schedules.release(tx, id, since));
    } else {
      this.logger.error({ err: error, schedule_id: id }, 'A scheduled push was refused, and is not sent');
      await this.unitOfWork.run((tx) => this.schedules.markFailed(tx, id, since, code));
    }
  }
}
