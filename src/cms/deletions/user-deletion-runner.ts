import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BackgroundWork } from '../../common/async/background-work.js';
import { UserDeletionWork } from './user-deletion-work.js';

const LOOK_MS = 1000;

/** Looks once a second for users to be cleared away, on every node: any of them may be the last one. */
@Injectable()
export class UserDeletionRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(UserDeletionRunner.name);
  private readonly background = new BackgroundWork(() => this.look(), LOOK_MS);
  private isFailing = false;

  constructor(private readonly work: UserDeletionWork) {}

  onApplicationBootstrap(): void {
    this.background.start(LOOK_MS);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Looks no more; resolves when the part that is being done is done. */
  stop(): Promise<void> {
    return this.background.stop();
  }

  private async look(): Promise<void> {
    try {
      for (const uid of await this.work.findDue()) {
        if (this.background.isStopped) return;
        await this.work.carryOut(uid, () => this.background.isStopped);
      }
      this.isFailing = false;
    } catch (error) {
      // Once for as long as it lasts. The claim runs out, and it begins anew.
      if (!this.isFailing)
        this.logger.error({ err: error }, 'A deleted user could not be cleared away; it is tried again');
      this.isFailing = true;
    }
  }
}
