import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { EventBus } from '../../events/event-bus.js';
import { messageRecalled, pushRecalled } from '../../messaging/recall/recall-events.js';
import { ScheduleRepository } from './schedule.repository.js';

/** What was recalled is not to be read in the list of what was scheduled either. */
@Injectable()
export class RecalledSchedules implements OnModuleInit {
  private readonly logger = new Logger(RecalledSchedules.name);

  constructor(
    private readonly events: EventBus,
    private readonly schedules: ScheduleRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.events.subscribe(pushRecalled, ({ id, serviceId }) => this.forget(serviceId, id));
    this.events.subscribe(messageRecalled, ({ message: { id, sender } }) =>
      sender.kind === 'service' ? this.forget(sender.id, id) : undefined,
    );
  }

  private async forget(serviceId: number, msgId: number): Promise<void> {
    try {
      await this.unitOfWork.run((tx) => this.schedules.forgetBody(tx, serviceId, msgId));
      this.unitOfWork.wipeSoon();
    } catch (error) {
      this.logger.warn({ err: error, msgId }, 'A recalled push still stands among the schedules');
    }
  }
}
