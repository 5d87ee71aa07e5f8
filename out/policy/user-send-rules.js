var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { MembershipService } from '../groups/membership.service.js';
import { partiesOf } from '../timeline/conversation-target.js';
import { ServiceAccountService } from '../users/service-account.service.js';
import { UserService } from '../users/user.service.js';
import { refusalToSend } from './send-policy.js';
/** Gathers the facts for what users send, one query per kind of fact, and asks the policy. */
let UserSendRules = class UserSendRules {
    constructor(users, services, memberships) {
        this.users = users;
        this.services = services;
        this.memberships = memberships;
    }
    async judge(tx, commands) {
        const senders = await this.users.findStanding(tx, [...new Set(commands.map(({ command }) => command.senderId))]);
        const members = await this.findMembers(tx, commands);
        const now = Date.now();
        return commands.map((judged) => {
            const sender = senders.get(judged.command.senderId);
            const senderActive = sender !== undefined && !sender.banned;
            const refusal = refusalToSend({ senderActive, now, ...factsOf(judged, members) });
            if (refusal !== undefined || !sender)
                return { allowed: false, error: new AppError(refusal ?? 10001) };
            return { allowed: true, sender: { ...sender, kind: 'user' }, receivers: receiversOf(judged) };
        });
    }
    async assertTargetExists(target) {
        switch (target.kind) {
            case 'users': {
                const parties = partiesOf(target);
                if ((await this.users.findProfiles(parties)).length < parties.length)
                    throw new AppError(20001);
                return;
            }
            case 'service':
                if (!(await this.services.findProfiles([target.serviceId])).has(target.serviceId))
                    throw new AppError(20006);
                return;
            case 'group':
                // Groups get their conversation when they are made: without one there is no group.
                throw new AppError(20005);
        }
    }
    async findMembers(tx, commands) {
        const wanted = new Map(commands
            .filter(({ command }) => command.target.kind === 'group')
            .map(({ command, conversation }) => {
            const key = { conversationId: conversation.id, uid: command.senderId };
            return [`${key.conversationId}:${key.uid}`, key];
        }));
        const standing = await this.memberships.findStanding(tx, [...wanted.values()]);
        return new Map(standing.map((member) => [`${member.conversationId}:${member.uid}`, member]));
    }
};
UserSendRules = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UserService,
        ServiceAccountService,
        MembershipService])
], UserSendRules);
export { UserSendRules };
function factsOf({ command, conversation }, members) {
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
function receiversOf({ command: { target }, conversation }) {
    if (target.kind === 'group')
        return conversation.memberCount - 1;
    return target.kind === 'users' && target.low === target.high ? 0 : 1;
}
//# sourceMappingURL=user-send-rules.js.map