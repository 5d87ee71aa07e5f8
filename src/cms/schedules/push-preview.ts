import { Injectable } from '@nestjs/common';
import { FollowerListService } from '../followers/follower-list.service.js';
import { PushService, type ServiceMessage } from '../pushes/push.service.js';

export interface Preview {
  /** How many a push would go to. */
  readonly audience: number;
  /** What the test users got. */
  readonly msgId: number;
}

/** A push as it would be, sent to those who try it out only. */
@Injectable()
export class PushPreview {
  constructor(
    private readonly pushes: PushService,
    private readonly followers: FollowerListService,
  ) {}

  /**
   * @param receivers whom the push would list; undefined for the followers
   * @throws AppError what the push would throw: 20006; 20001 naming ids; 20009
   */
  async send(
    message: ServiceMessage,
    receivers: readonly number[] | undefined,
    testers: readonly number[],
  ): Promise<Preview> {
    const msgId = await this.pushes.sendPreview(message, testers, receivers);
    const audience = receivers?.length ?? (await this.followers.count(message.serviceId));
    return { audience, msgId };
  }
}
