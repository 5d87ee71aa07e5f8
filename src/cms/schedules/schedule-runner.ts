import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { pause } from '../../common/async/pause.js';
import { ScheduleSender } from './schedule-sender.js';

const LOOK_MS = 1000;
/** What takes longer is cut by the end of the process, as by a crash; another node, or the next start, finishes it. */
const PATIENCE_MS = 2000;

/** Looks once a second for what is due, on every node: any of them may be the last one. */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ScheduleRunner.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private isStopped = false;
  private isFailing = false;

  constructor(private readonly sender: ScheduleSender) {}

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
    await Promise.race([this.looking, pause(PATIENCE_MS)]);
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
      for (const id of await this.sender.findDue()) {
        if (this.isStopped) return;
        await this.sender.send(id);
      }
      this.isFailing = false;
    } catch (error) {
      // Once for as long as the database is away.
      if (!this.isFailing) this.logger.warn({ err: error }, 'Scheduled pushes wait: what is due could not be read');
      this.isFailing = true;
    }
  }
}
