import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { ReadStore } from '../../database/read-store.js';
import { ConversationDirectory } from '../conversation-directory.js';
import { keyOf } from '../conversation-target.js';
import type { DialogueTarget } from '../conversation.repository.js';
import { MessageRepository } from '../message.repository.js';
import type { Addressed } from './addressed.js';
import type { PendingAppend } from './pending-append.js';

/** Finds the conversation of each command, making two-party ones on their first message. */
@Injectable()
export class ConversationResolver {
  constructor(
    private readonly directory: ConversationDirectory,
    private readonly messages: MessageRepository,
    private readonly reads: ReadStore,
  ) {}

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

  /** Only what really exists gets a conversation, and from who may send: what is refused for that leaves no row behind. */
  private async missingTargets(cold: readonly PendingAppend[]): Promise<DialogueTarget[]> {
    const targets = new Map<string, DialogueTarget>();
    await Promise.all(
      cold.map(async (pending) => {
        const { target, rules } = pending.command;
        try {
          await rules.assertMayBegin(pending.command);
          if (target.kind !== 'group') targets.set(keyOf(target), target);
        } catch (error) {
          pending.reject((await this.isRepeat(pending)) ? new AppError(20009) : error);
        }
      }),
    );
    return [...targets.values()];
  }

  /** What was sent before under this client id went somewhere that exists, so it was another message. */
  private async isRepeat({ command, repeatKey }: PendingAppend): Promise<boolean> {
    const { clientMsgId } = command;
    if (clientMsgId === undefined || repeatKey === undefined) return false;
    const stored = await this.reads.run((session) =>
      this.messages.findByClientIds(session, [{ ...command, clientMsgId }]),
    );
    return stored.has(repeatKey);
  }
}
