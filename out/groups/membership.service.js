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
import { Configuration } from '../config/configuration.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { keyOf, targetOf } from '../timeline/conversation-target.js';
import { UserService } from '../users/user.service.js';
import { membersChanged } from './group-events.js';
import { MembershipRepository } from './membership.repository.js';
/** Who is in which group, since when, and who was. Changes are ordered against sends by the conversation's lock. */
let MembershipService = class MembershipService {
    constructor(memberships, users, unitOfWork, configuration) {
        this.memberships = memberships;
        this.users = users;
        this.unitOfWork = unitOfWork;
        this.configuration = configuration;
    }
    /**
     * Lets users join; they see what is sent from now on.
     * @returns how many were no members yet
     * @throws AppError 20001 naming ids, 20005, 20011
     */
    async add(target, uids) {
        await this.users.assertExist(uids);
        return this.unitOfWork.run(async (tx) => {
            const group = await this.lock(tx, target);
            const present = await this.memberships.findPresent(tx, group.id, uids);
            const joined = uids.filter((uid) => !present.has(uid));
            if (joined.length === 0)
                return 0;
            if (group.member_count + joined.length > this.configuration.groupMaxMembers)
                throw new AppError(20011);
            await this.memberships.insert(tx, group, joined, Date.now());
            await this.announce(tx, target, group, joined, []);
            return joined.length;
        });
    }
    /**
     * Ends memberships; their users keep seeing what was sent meanwhile.
     * @returns how many were members
     * @throws AppError 20005
     */
    remove(target, uids) {
        return this.unitOfWork.run(async (tx) => {
            const group = await this.lock(tx, target);
            const present = await this.memberships.findPresent(tx, group.id, uids);
            if (present.size === 0)
                return 0;
            await this.memberships.close(tx, group, present);
            await this.announce(tx, target, group, [], [...present.keys()]);
            return present.size;
        });
    }
    /** Those of the pairs that are memberships, in one query. */
    async findStanding(session, keys) {
        const rows = await this.memberships.findStanding(session, keys);
        return rows.map((row) => ({
            conversationId: row.conversation_id,
            uid: row.user_id,
            role: row.role,
            mutedUntil: row.muted_until ?? undefined,
        }));
    }
    /** The groups of a user, each with its version, as of one moment. */
    async groupsOf(uid) {
        const rows = await this.memberships.findGroupsOf(uid);
        return rows.flatMap(({ conversation_key, members_version }) => {
            const target = targetOf(conversation_key);
            return target.kind === 'group' ? [{ target, version: members_version }] : [];
        });
    }
    /** Those of the users who are members, and the version that this is true of. */
    membersNow(target, uids) {
        return this.memberships.findMembersNow(keyOf(target), uids);
    }
    /** Those of the users who may see message `seq`. */
    membersAt(conversationId, seq, uids) {
        return this.memberships.findMembersAt(conversationId, seq, uids);
    }
    async lock(tx, target) {
        const group = await this.memberships.lockGroup(tx, keyOf(target));
        if (!group)
            throw new AppError(20005);
        return group;
    }
    async announce(tx, target, group, joined, left) {
        await this.memberships.recordChange(tx, group.id, joined.length, left.length);
        tx.emit(membersChanged, {
            conversationId: group.id,
            target,
            version: group.members_version + 1,
            joined,
            left,
        });
    }
};
MembershipService = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [MembershipRepository,
        UserService,
        UnitOfWork,
        Configuration])
], MembershipService);
export { MembershipService };
//# sourceMappingURL=membership.service.js.map