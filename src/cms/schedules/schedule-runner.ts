import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { ScheduleReceivers } from './schedule-receivers.js';
import { ScheduleSender } from './schedule-sender.js';
import type { DueSchedule } from './schedule.repository.js';

const LOOK_MS = 1000;
/** Each may hold a connection for as long as a push takes; everybody else's sends need some, too. */
const ACCOUNTS_AT_ONCE = 4;
/** What takes longer is cut by the end of the process, as by a crash; another node, or the next start, finishes it. */
const PATIENCE_MS = 2000;

/** Looks once a second for what is due, and for what is over, on every node: any of them may be the last one. */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ScheduleRunner.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isStopped = false;
  private isFailing = false;

  constructor(
    private readonly sender: ScheduleSender,
    private readonly receivers: ScheduleReceivers,
  ) {}

  onApplicationBootstrap(): void {
    // Nodes that start together do not look together.
    this.lookIn(Math.random() * LOOK_MS);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Looks no more; resolves when what is being sent is sent, or will not be so soon. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
    await Promise.race([this.looking, patience]);
  }

  private lookIn(ms: number): void {
    if (this.isStopped) return;
    const look = (): void => {
      this.looking = this.look().finally(() => this.lookIn(LOOK_MS));
    };
    this.timer = setTimeout(look, ms).unref();
  }

  private async look(): Promise<void> {
    try {
      await this.sendAll(await this.sender.findDue());
      if (this.isStopped) return;
      await this.receivers.sweep();
      this.isFailing = false;
    } catch (error) {
      // Once for as long as the database is away.
      if (!this.isFailing) this.logger.warn({ err: error }, 'Scheduled pushes wait: the storage is away');
      this.isFailing = true;
    }
  }

  /** One account's in order, and some accounts at once: one whose pushes wait holds up no other's. */
  private async sendAll(due: readonly DueSchedule[]): Promise<void> {
    const byAccount = new Map<number, DueSchedule[]>();
    for (const one of due) byAccount.set(one.serviceId, [...(byAccount.get(one.serviceId) ?? []), one]);
    // Shared by all: each line is taken once.
    const lines = byAccount.values();
    let isOver = false;
    const sendLines = async (): Promise<void> => {
      for (const line of lines) {
        for (const { id } of line) {
          if (isOver || this.isStopped) return;
          await this.send(id);
        }
      }
    };
    const done = Array.from({ length: ACCOUNTS_AT_ONCE }, () =>
      sendLines().catch((error: unknown) => {
        isOver = true;
        throw error;
      }),
    );
    // Nothing of this look is under way when the next one begins.
    await Promise.allSettled(done);
    await Promise.all(done);
  }

  /** One that meets an error of its own holds up no other. @throws AppError where all would fare like it */
  private async send(id: number): Promise<void> {
    try {
      await this.sender.send(id);
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.logger.error({ err: error, schedule_id: id }, 'A scheduled push met an unexpected error; it is tried again');
    }
  }
}
