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
let MembershipRepository = class MembershipRepository {
    constructor(reads) {
        this.reads = reads;
    }
    async lockGroup(tx, conversationKey) {
        const sql = `SELECT id, last_seq, member_count, joins, members_version FROM conversations
      WHERE conversation_key = ? ${tx.dialect.forUpdate}`;
        const [group] = await tx.query(sql, [conversationKey]);
        return group;
    }
    /** Those of the users who are members now, with the seq since when. */
    async findPresent(tx, conversationId, uids) {
        const present = new Map();
        for (const part of chunks(uids)) {
            const rows = await tx.query(`SELECT user_id, since_seq FROM group_members WHERE conversation_id = ? AND user_id IN (${placeholders(part.length)})`, [conversationId, ...part]);
            for (const row of rows)
                present.set(row.user_id, row.since_seq);
        }
        return present;
    }
    async insert(tx, group, uids, now) {
        let joinedNo = group.joins;
        for (const part of chunks(uids, 500)) {
            await tx.execute(`INSERT INTO group_members (conversation_id, user_id, role, since_seq, joined_no, joined_at)
         VALUES ${rowPlaceholders(part.length, 6)}`, part.flatMap((uid) => [group.id, uid, 0, group.last_seq, (joinedNo += 1), now]));
        }
    }
    /** Ends memberships at the group's present seq and keeps what their users may still see. */
    async close(tx, group, since) {
        for (const part of chunks([...since], 500)) {
            await tx.execute(`INSERT INTO past_memberships (conversation_id, user_id, since_seq, until_seq)
         VALUES ${rowPlaceholders(part.length, 4)}
         ${tx.dialect.upsert(['conversation_id', 'user_id', 'since_seq'], ['until_seq'])}`, part.flatMap(([uid, sinceSeq]) => [group.id, uid, sinceSeq, group.last_seq]));
            await tx.execute(`DELETE FROM group_members WHERE conversation_id = ? AND user_id IN (${placeholders(part.length)})`, [group.id, ...part.map(([uid]) => uid)]);
        }
    }
    async recordChange(tx, conversationId, joined, left) {
        await tx.execute(`UPDATE conversations SET member_count = member_count + ?, joins = joins + ?,
       members_version = members_version + 1 WHERE id = ?`, [joined - left, joined, conversationId]);
    }
    /** Those of the pairs that are memberships now, in one query. */
    findStanding(session, keys) {
        if (keys.length === 0)
            return Promise.resolve([]);
        const match = keys.map(() => '(m.conversation_id = ? AND m.user_id = ?)').join(' OR ');
        return session.query(`SELECT m.conversation_id, m.user_id, m.role, x.muted_until FROM group_members m
       LEFT JOIN group_mutes x ON x.conversation_id = m.conversation_id AND x.user_id = m.user_id
       WHERE ${match}`, keys.flatMap(({ conversationId, uid }) => [conversationId, uid]));
    }
    /** The groups that a user is a member of, with each group's version, as of one moment. */
    findGroupsOf(uid) {
        return this.reads.query(`SELECT c.conversation_key, c.members_version FROM group_members m
       JOIN conversations c ON c.id = m.conversation_id WHERE m.user_id = ?`, [uid]);
    }
    /** Those of the users who are members now, and the group's version, as of one moment. */
    async findMembersNow(conversationKey, uids) {
        const rows = await this.reads.query(`SELECT c.members_version, m.user_id FROM conversations c
       LEFT JOIN group_members m ON m.conversation_id = c.id AND m.user_id IN (${placeholders(uids.length)})
       WHERE c.conversation_key = ?`, [...uids, conversationKey]);
        return {
            version: rows[0]?.members_version ?? -1,
            members: rows.flatMap((row) => (row.user_id === null ? [] : [row.user_id])),
        };
    }
    /** Those of the users who were members when `seq` was written. */
    async findMembersAt(conversationId, seq, uids) {
        const members = new Set();
        for (const part of chunks(uids)) {
            const users = placeholders(part.length);
            const rows = await this.reads.query(`SELECT user_id FROM group_members WHERE conversation_id = ? AND user_id IN (${users}) AND since_seq < ?
         UNION SELECT user_id FROM past_memberships
         WHERE conversation_id = ? AND user_id IN (${users}) AND since_seq < ? AND until_seq >= ?`, [conversationId, ...part, seq, conversationId, ...part, seq, seq]);
            for (const row of rows)
                members.add(row.user_id);
        }
        return [...members];
    }
};
MembershipRepository = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadStore])
], MembershipRepository);
export { MembershipRepository };
//# sourceMappingURL=membership.repository.js.map