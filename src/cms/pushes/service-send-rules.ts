import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import type { Tx } from '../../database/session.js';
import type { AddressedCommand, AppendRules, Judge, Verdict } from '../../timeline/writer/append-command.js';
import { ServiceAccountService } from '../../users/service-account.service.js';

/** The rules for what official accounts send to their followers: who may speak for an account is asked before. */
@Injectable()
export class ServiceSendRules implements AppendRules {
  constructor(private readonly services: ServiceAccountService) {}

  async consult(tx: Tx, commands: readonly AddressedCommand[]): Promise<Judge> {
    const ids = [...new Set(commands.map(({ command }) => command.senderId))];
    const senders = await this.services.findProfiles(ids, tx);
    return ({ command, conversation }): Verdict => {
      const sender = senders.get(command.senderId);
      if (!sender) return { allowed: false, error: new AppError(20006) };
      return { allowed: true, sender: { ...sender, kind: 'service' }, receivers: conversation.memberCount };
    };
  }

  /** An account's followers have a conversation from the account's beginning. */
  assertMayBegin(): Promise<void> {
    return Promise.reject(new AppError(20006));
  }
}
