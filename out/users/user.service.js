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
import DataLoader from 'dataloader';
import { AppError } from '../common/errors/app-error.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { userBanned } from './user-events.js';
import { UserRepository } from './user.repository.js';
/** Who exists, how they show themselves, and who is banned. */
let UserService = class UserService {
    constructor(users, unitOfWork) {
        this.users = users;
        this.unitOfWork = unitOfWork;
        /** Joins what arrives in the same tick into one query, and remembers nothing: a ban counts at once. */
        this.standing = new DataLoader(async (ids) => {
            const found = await this.users.findStanding([...new Set(ids)]);
            return ids.map((id) => found.get(id) ?? null);
        }, { cache: false, batchScheduleFn: (run) => setImmediate(run), maxBatchSize: 1000 });
    }
    /** Whether the user was imported and is not banned, as of now. */
    async isActive(uid) {
        const standing = await this.standing.load(uid);
        return standing !== null && !standing.banned;
    }
    /** Profiles of those of the ids that exist, in the order asked for. */
    async findProfiles(ids) {
        const found = await this.users.findStanding(ids);
        return ids.flatMap((id) => found.get(id) ?? []);
    }
    /** Standing of those of the ids that exist, as the transaction sees it. */
    findStanding(session, ids) {
        return this.users.findStanding(ids, session);
    }
    /** @throws AppError 20001 naming the ids that were never imported */
    async assertExist(ids, session) {
        const found = await this.users.findStanding(ids, session);
        const unknown = ids.filter((id) => !found.has(id));
        if (unknown.length > 0)
            throw new AppError(20001, unknown.slice(0, 100).join(','));
    }
    /**
     * Creates and updates users as the host app has them (contract, section 7, importUsers).
     * @param users the last one counts where an id repeats
     * @returns how many were created or changed; 0 for a repeat
     */
    import(users) {
        const byId = new Map(users.map((user) => [user.id, user]));
        // In id order, so that two imports of the same users wait for each other instead of deadlocking.
        const wanted = [...byId.values()].sort((a, b) => a.id - b.id);
        return this.unitOfWork.run(async (tx) => {
            const found = await this.users.findForUpdate(tx, wanted.map((user) => user.id));
            const known = new Map(found.map((user) => [user.id, user]));
            const changed = wanted.filter((user) => {
                const before = known.get(user.id);
                return before?.nickname !== user.nickname || before.photo !== user.photo;
            });
            await this.users.upsert(tx, changed, Date.now());
            return changed.length;
        });
    }
    /** Ends every token and connection of the user, until `unban`. @throws AppError 20001 */
    ban(uid) {
        return this.setBanned(uid, Date.now());
    }
    /** Unexpired tokens work again. @throws AppError 20001 */
    unban(uid) {
        return this.setBanned(uid, null);
    }
    setBanned(uid, bannedAt) {
        return this.unitOfWork.run(async (tx) => {
            if (!(await this.users.setBanned(tx, uid, bannedAt)))
                throw new AppError(20001);
            if (bannedAt !== null)
                tx.emit(userBanned, { uid });
        });
    }
};
UserService = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UserRepository,
        UnitOfWork])
], UserService);
export { UserService };
//# sourceMappingURL=user.service.js.map