import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { MembershipService, type MemberStanding } from '../groups/membership.service.js';
import { type ConversationTarget, partiesOf } from '../timeline/conversation-target.js';
import type { AppendRules, JudgedCommand, Verdict } from '../timeline/writer/append-command.js';
import { ServiceAccountService } from '../users/service-account.service.js';
import { UserService } from '../users/user.service.js';
import { refusalToSend, type SendFacts } from './send-policy.js';

/** Gathers the facts for what users send, one query per kind of fact, and asks the policy. */
@Injectable()
export class UserSendRules implements AppendRules {
  constructor(
    private readonly users: UserService,
    private readonly services: ServiceAccountService,
    private readonly memberships: MembershipService,
  ) {}

  async judge(tx: Tx, commands: readonly JudgedCommand[]): Promise<Verdict[]> {
    const senders = await this.users.findStanding(tx, [...new Set(commands.map(({ command }) => command.senderId))]);
    const members = await this.findMembers(tx, commands);
    const now = Date.now();
    return commands.map((judged): Verdict => {
      const sender = senders.get(judged.command.senderId);
      const senderActive = sender !== undefined && !sender.banned;
      const refusal = refusalToSend({ senderActive, now, ...factsOf(judged, members) });
      if (refusal !== undefined || !sender) return { allowed: false, error: new AppError(refusal ?? 10001) };
      return { allowed: true, sender: { ...sender, kind: 'user' }, receivers: receiversOf(judged) };
    });
  }

  async assertTargetExists(target: ConversationTarget): Promise<void> {
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

  private async findMembers(tx: Tx, commands: readonly JudgedCommand[]): Promise<Map<string, MemberStanding>> {
    const wanted = new Map(
      commands
        .filter(({ command }) => command.target.kind === 'group')
        .map(({ command, conversation }) => {
          const key = { conversationId: conversation.id, uid: command.senderId };
          return [`${key.conversationId}:${key.uid}`, key] as const;
        }),
    );
    const standing = await this.memberships.findStanding(tx, [...wanted.values()]);
    return new Map(standing.map((member) => [`${member.conversationId}:${member.uid}`, member]));
  }
}

type TargetFacts = SendFacts extends infer F ? (F extends SendFacts ? Omit<F, 'senderActive' | 'now'> : never) : never;

function factsOf({ command, conversation }: JudgedCommand, members: ReadonlyMap<string, MemberStanding>): TargetFacts {
  switch (command.target.kind) {
    case 'users':
      return { to: 'user' };
    case 'service':
      return { to: 'service' };
    case 'group':
      return { to: 'group', member: members.get(`${conversation.id}:${command.senderId}`) };
  }
}

/** Receivers as of the commit, without the sender. */
function receiversOf({ command: { target }, conversation }: JudgedCommand): number {
  if (target.kind === 'group') return conversation.memberCount - 1;
  return target.kind === 'users' && target.low === target.high ? 0 : 1;
}
