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
import { ReadStore } from '../database/read-store.js';
import { chunks, placeholders, rowPlaceholders } from '../database/sql.js';
import { UserEntity } from './user.entity.js';
let UserRepository = class UserRepository {
    constructor(reads) {
        this.reads = reads;
    }
    /** Standing of those of the ids that exist, in one query per thousand. */
    async findStanding(ids, session) {
        const found = new Map();
        for (const part of chunks(ids)) {
            const sql = `SELECT id, nickname, photo, banned_at FROM users WHERE id IN (${placeholders(part.length)})`;
            const rows = await (session ?? this.reads).query(sql, part);
            for (const { id, nickname, photo, banned_at } of rows) {
                found.set(id, { id, nickname, photo, banned: banned_at !== null });
            }
        }
        return found;
    }
    /** Creates the users, or updates their profiles; ids ascend, so that two imports wait instead of deadlocking. */
    async upsert(tx, users, now) {
        for (const part of chunks(users, 500)) {
            await tx.execute(`INSERT INTO users (id, nickname, photo, created_at, updated_at) VALUES ${rowPlaceholders(part.length, 5)}
         ${tx.dialect.upsert(['id'], ['nickname', 'photo', 'updated_at'])}`, part.flatMap(({ id, nickname, photo }) => [id, nickname, photo, now, now]));
        }
    }
    /** Locks the rows of those of the ids that exist. */
    findForUpdate(tx, ids) {
        const sql = `SELECT id, nickname, photo FROM users WHERE id IN (${placeholders(ids.length)}) ORDER BY id`;
        return tx.query(`${sql} ${tx.dialect.forUpdate}`, ids);
    }
    /** @returns whether the user exists */
    async setBanned(tx, id, bannedAt) {
        const known = await tx.manager.existsBy(UserEntity, { id });
        if (known)
            await tx.manager.update(UserEntity, { id }, { bannedAt });
        return known;
    }
};
UserRepository = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadStore])
], UserRepository);
export { UserRepository };
//# sourceMappingURL=user.repository.js.map