import { Injectable } from '@nestjs/common';
import { ConversationDirectory } from '../conversation-directory.js';
import { keyOf } from '../conversation-target.js';
import type { DialogueTarget } from '../conversation.repository.js';
import type { Addressed } from './batch-executor.js';
import type { PendingAppend } from './pending-append.js';

/** Finds the conversation of each command, making two-party ones on their first message. */
@Injectable()
export class ConversationResolver {
  constructor(private readonly directory: ConversationDirectory) {}

  /** @returns the commands that have a conversation; the others were refused */
  async resolve(batch: readonly PendingAppend[]): Promise<Addressed[]> {
    const keys = batch.map((pending) => pending.key);
    let found = await this.directory.find(keys);
    const missing = await this.missingTargets(batch.filter((pending) => !found.has(pending.key)));
    if (missing.length > 0) {
      await this.directory.create(missing);
      found = await this.directory.find(keys);
    }
    return batch.flatMap((pending) => {
      const conversationId = found.get(pending.key);
      return conversationId === undefined || pending.isSettled ? [] : [{ pending, conversationId }];
    });
  }

  /** Only what really exists gets a conversation: a wrong id in a send leaves no row behind. */
  private async missingTargets(cold: readonly PendingAppend[]): Promise<DialogueTarget[]> {
    const targets = new Map<string, DialogueTarget>();
    await Promise.all(
      cold.map(async (pending) => {
        const { target, rules } = pending.command;
        try {
          await rules.assertTargetExists(target);
          if (target.kind !== 'group') targets.set(keyOf(target), target);
        } catch (error) {
          pending.reject(error);
        }
      }),
    );
    return [...targets.values()];
  }
}
