import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '../common/errors/error-codes.js';
import { ReadStore } from '../database/read-store.js';
import { GroupService } from '../groups/group.service.js';
import { brokenRule, CONTACT_RULES, type ContactRule } from '../rules/contact-rules.js';
import { type ConversationTarget, partiesOf } from '../timeline/conversation-target.js';
import { ServiceAccountService } from '../users/service-account.service.js';
import { UserService } from '../users/user.service.js';
import { type Attempt, SendFactsReader } from './send-facts.js';

/** Whether a message would be accepted now; otherwise the rule that forbids it, and the code it is told by. */
export type SendExplanation =
  | { readonly allowed: true; readonly rule: null; readonly error_code: null }
  | { readonly allowed: false; readonly rule: ContactRule; readonly error_code: ErrorCode };

/** Answers "why can't I write to her?" by the very function that judges sends. */
@Injectable()
export class SendExplanationService {
  constructor(
    private readonly facts: SendFactsReader,
    private readonly users: UserService,
    private readonly services: ServiceAccountService,
    private readonly groups: GroupService,
    private readonly reads: ReadStore,
  ) {}

  /** @throws AppError 20001 where the sender was never imported */
  async explain(senderId: number, target: ConversationTarget): Promise<SendExplanation> {
    await this.users.assertExist([senderId]);
    const { exists, conversationId } = await this.locate(target);
    const attempt: Attempt = { senderId, target, conversationId };
    const knownOf = await this.reads.run((session) => this.facts.read(session, [attempt]));
    const rule = brokenRule(knownOf(attempt, exists).facts);
    return rule === undefined
      ? { allowed: true, rule: null, error_code: null }
      : { allowed: false, rule, error_code: CONTACT_RULES[rule] };
  }

  private async locate(target: ConversationTarget): Promise<{ exists: boolean; conversationId: number }> {
    switch (target.kind) {
      case 'users': {
        const parties = partiesOf(target);
        const found = await this.users.findProfiles(parties);
        return { exists: found.length === parties.length, conversationId: 0 };
      }
      case 'service':
        return {
          exists: (await this.services.findProfiles([target.serviceId])).has(target.serviceId),
          conversationId: 0,
        };
      case 'group': {
        const conversationId = await this.groups.findConversation(target.groupType, target.groupId);
        return { exists: conversationId !== undefined, conversationId: conversationId ?? 0 };
      }
    }
  }
}
