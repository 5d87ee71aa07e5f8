import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { brokenRule, CONTACT_RULES } from '../rules/contact-rules.js';
import { partiesOf } from '../timeline/conversation-target.js';
import type {
  AddressedCommand,
  AppendCommand,
  AppendRules,
  Judge,
  JudgedCommand,
  Verdict,
} from '../timeline/writer/append-command.js';
import { ServiceAccountService } from '../users/service-account.service.js';
import { UserService } from '../users/user.service.js';
import { type Attempt, type KnownOf, SendFactsReader } from './send-facts.js';

/** The rules for what users send, asked under the conversations' locks. */
@Injectable()
export class UserSendRules implements AppendRules {
  constructor(
    private readonly facts: SendFactsReader,
    private readonly users: UserService,
    private readonly services: ServiceAccountService,
  ) {}

  async consult(tx: Tx, commands: readonly AddressedCommand[]): Promise<Judge> {
    const knownOf = await this.facts.read(
      tx,
      commands.map(({ command, conversationId }) => attemptOf(command, conversationId)),
    );
    return (judged) => verdictOf(judged, knownOf);
  }

  async assertMayBegin({ senderId, target }: Pick<AppendCommand, 'senderId' | 'target'>): Promise<void> {
    if (!(await this.users.isActive(senderId))) throw new AppError(CONTACT_RULES.sender_banned);
    switch (target.kind) {
      case 'users': {
        const parties = partiesOf(target);
        if ((await this.users.findProfiles(parties)).length < parties.length) throw new AppError(20001);
        return;
      }
      case 'service':
        if (!(await this.services.findProfiles([target.serviceId])).has(target.serviceId)) throw new AppError(20006);
        return;
      case 'group':
        // Groups get their conversation when they are made: without one there is no group.
        throw new AppError(20005);
    }
  }
}

function attemptOf({ senderId, target }: AppendCommand, conversationId: number): Attempt {
  return { senderId, target, conversationId };
}

function verdictOf(judged: JudgedCommand, knownOf: KnownOf): Verdict {
  const { command, conversation } = judged;
  // What has a conversation is there, unless it was closed.
  const { facts, sender } = knownOf(attemptOf(command, conversation.id), !conversation.isClosed);
  const rule = brokenRule(facts);
  if (rule !== undefined || !sender) {
    return { allowed: false, error: new AppError(CONTACT_RULES[rule ?? 'sender_banned']) };
  }
  return { allowed: true, sender: { ...sender, kind: 'user' }, receivers: receiversOf(judged) };
}

/** Receivers as of the commit, without the sender. */
function receiversOf({ command: { target }, conversation }: JudgedCommand): number {
  if (target.kind === 'group') return conversation.memberCount - 1;
  return target.kind === 'users' && target.low === target.high ? 0 : 1;
}
