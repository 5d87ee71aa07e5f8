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
import { placeholders } from '../database/sql.js';
/** Official accounts: who exists, and how they show themselves. */
let ServiceAccountService = class ServiceAccountService {
    constructor(reads) {
        this.reads = reads;
    }
    /** Profiles of those of the ids that exist. */
    async findProfiles(ids, session) {
        if (ids.length === 0)
            return new Map();
        const sql = `SELECT id, nickname, photo FROM service_accounts WHERE id IN (${placeholders(ids.length)})`;
        const rows = await (session ?? this.reads).query(sql, ids);
        return new Map(rows.map((row) => [row.id, row]));
    }
    /** Creates the account, or updates how it shows itself. */
    async save(tx, { id, nickname, photo }) {
        const now = Date.now();
        await tx.execute(`INSERT INTO service_accounts (id, nickname, photo, created_at, updated_at) VALUES (?, ?, ?, ?, ?)
       ${tx.dialect.upsert(['id'], ['nickname', 'photo', 'updated_at'])}`, [id, nickname, photo, now, now]);
    }
};
ServiceAccountService = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadStore])
], ServiceAccountService);
export { ServiceAccountService };
//# sourceMappingURL=service-account.service.js.map