import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { followersOf } from '../timeline/conversation-target.js';
import type { Profile } from '../users/profile.js';
import { ServiceAccountService } from '../users/service-account.service.js';

/** Makes official accounts, each with the conversation that its broadcasts go into (`g:4:<service>`). */
@Injectable()
export class ServiceAccountRegistry {
  constructor(
    private readonly services: ServiceAccountService,
    private readonly conversations: ConversationDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async save(account: Profile): Promise<void> {
    const freshId = await this.conversations.takeId();
    await this.unitOfWork.run(async (tx) => {
      await this.conversations.createGroup(tx, freshId, followersOf(account.id));
      await this.services.save(tx, account);
    });
  }
}
