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
import { placeholders, rowPlaceholders } from '../database/sql.js';
import { CONVERSATION_KIND, keyOf, partiesOf, } from './conversation-target.js';
let ConversationRepository = class ConversationRepository {
    constructor(reads) {
        this.reads = reads;
    }
    /** Ids of those of the keys that exist; without locks, and outside any transaction. */
    async findIds(keys) {
        if (keys.length === 0)
            return new Map();
        const sql = `SELECT id, conversation_key FROM conversations WHERE conversation_key IN (${placeholders(keys.length)})`;
        const rows = await this.reads.query(sql, keys);
        return new Map(rows.map((row) => [row.conversation_key, row.id]));
    }
    /** Makes the conversations whose keys are not there yet; keys ascend, so that two of us cannot deadlock. */
    async insertMissing(tx, conversations) {
        const sorted = conversations
            .map(({ id, target }) => ({ id, key: keyOf(target), kind: CONVERSATION_KIND[target.kind] }))
            .sort((a, b) => (a.key < b.key ? -1 : 1));
        await tx.execute(`${tx.dialect.insertIgnore} INTO conversations (id, conversation_key, kind)
       VALUES ${rowPlaceholders(sorted.length, 3)}`, sorted.flatMap(({ id, key, kind }) => [id, key, kind]));
    }
    /** Both rows of each two-party conversation, found by its key. */
    async insertParticipants(tx, targets) {
        const keys = targets.map(keyOf);
        const rows = await tx.query(`SELECT id, conversation_key FROM conversations WHERE conversation_key IN (${placeholders(keys.length)}) ORDER BY id`, keys);
        const byKey = new Map(targets.map((target) => [keyOf(target), target]));
        const values = rows.flatMap(({ id, conversation_key }) => {
            const target = byKey.get(conversation_key);
            return target === undefined ? [] : partiesOf(target).map((uid) => [id, uid]);
        });
        await tx.execute(`${tx.dialect.insertIgnore} INTO participants (conversation_id, user_id) VALUES ${rowPlaceholders(values.length, 2)}`, values.flat());
    }
    /**
     * Locks the conversations, in id order.
     * @param wait false leaves out those that another transaction holds
     */
    async lock(tx, ids, wait) {
        const rows = await tx.query(`SELECT id, last_seq, member_count, members_version FROM conversations
       WHERE id IN (${placeholders(ids.length)}) ORDER BY id
       ${wait ? tx.dialect.forUpdate : tx.dialect.forUpdateSkipLocked}`, ids);
        return new Map(rows.map((row) => [
            row.id,
            { id: row.id, lastSeq: row.last_seq, memberCount: row.member_count, membersVersion: row.members_version },
        ]));
    }
    /** Sets `last_seq` of locked conversations, in one statement. */
    async advance(tx, lastSeqs) {
        const entries = [...lastSeqs];
        await tx.execute(`UPDATE conversations SET last_seq = CASE id ${'WHEN ? THEN ? '.repeat(entries.length)} ELSE last_seq END
       WHERE id IN (${placeholders(entries.length)})`, [...entries.flat(), ...entries.map(([id]) => id)]);
    }
};
ConversationRepository = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadStore])
], ConversationRepository);
export { ConversationRepository };
//# sourceMappingURL=conversation.repository.js.map