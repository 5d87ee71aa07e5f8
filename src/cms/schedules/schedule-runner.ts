import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { ScheduleLines } from './schedule-lines.js';
import { ScheduleReceivers } from './schedule-receivers.js';
import { ScheduleSender } from './schedule-sender.js';

const LOOK_MS = 1000;
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
  private readonly lines = new ScheduleLines(
    (id) => this.send(id),
    (error) => {
      if (error === undefined) this.isFailing = false;
      else this.warn(error);
    },
  );

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
    await Promise.race([Promise.all([this.looking, this.lines.stop()]), patience]);
  }

  private lookIn(ms: number): void {
    if (this.isStopped) return;
    const look = (): void => {
      this.looking = this.look().finally(() => this.lookIn(LOOK_MS));
    };
    this.timer = setTimeout(look, ms).unref();
  }

  /** Waits for nothing that is being sent: what becomes due meanwhile, of another account, is not to wait for it either. */
  private async look(): Promise<void> {
    try {
      const due = await this.sender.findDue(this.lines.accounts);
      this.lines.add(due);
      const isIdle = this.lines.accounts.length === 0;
      if (this.isStopped) return;
      await this.receivers.sweep();
      if (isIdle) this.isFailing = false;
    } catch (error) {
      this.warn(error);
    }
  }

  /** Once for as long as the database is away. */
  private warn(error: unknown): void {
    if (!this.isFailing) this.logger.warn({ err: error }, 'Scheduled pushes wait: the storage is away');
    this.isFailing = true;
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
