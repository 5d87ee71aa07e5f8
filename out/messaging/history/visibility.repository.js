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
import { ReadStore } from '../../database/read-store.js';
import { keyOf } from '../../timeline/conversation-target.js';
import { mergeRanges } from './visible-range.js';
/**
 * The read model of "what may this user see": it joins what timeline and groups store, each question
 * in ONE statement. Asked in two, somebody removed in between would see what was sent after.
 */
let VisibilityRepository = class VisibilityRepository {
    constructor(reads) {
        this.reads = reads;
    }
    /** @returns undefined where the user never had a part in the conversation */
    async find(uid, target) {
        const rows = target.kind === 'group'
            ? await this.findInGroup(uid, keyOf(target))
            : await this.findDialogue(uid, keyOf(target));
        const [first] = rows;
        if (!first)
            return undefined;
        const ranges = rows.map(({ since_seq, until_seq, last_seq }) => ({
            from: since_seq + 1,
            to: until_seq ?? last_seq,
        }));
        return { conversationId: first.id, ranges: mergeRanges(ranges) };
    }
    /**
     * A window of the user's conversations that have a visible message, latest first, ties by msg_id
     * descending, and how many there are.
     */
    async list(uid, offset, limit) {
        const rows = await this.reads.query(`SELECT c.id, c.conversation_key, m.seq, COUNT(*) OVER () AS total
       FROM (${LAST_VISIBLE}) v
       JOIN conversations c ON c.id = v.conversation_id
       JOIN messages m ON m.conversation_id = v.conversation_id AND m.seq = v.seq
       ORDER BY m.created_at DESC, m.id DESC LIMIT ? OFFSET ?`, [uid, uid, uid, limit, offset]);
        const items = rows.map((row) => ({ conversationId: row.id, key: row.conversation_key, lastSeq: row.seq }));
        return { total: rows[0]?.total ?? (await this.count(uid)), items };
    }
    /** For a page past the end, which has no row to carry the total. */
    async count(uid) {
        const sql = `SELECT COUNT(*) AS total FROM (${LAST_VISIBLE}) v`;
        const [row] = await this.reads.query(sql, [uid, uid, uid]);
        return row?.total ?? 0;
    }
    findDialogue(uid, key) {
        return this.reads.query(`SELECT c.id, c.last_seq, 0 AS since_seq, NULL AS until_seq FROM conversations c
       JOIN participants p ON p.conversation_id = c.id AND p.user_id = ? WHERE c.conversation_key = ?`, [uid, key]);
    }
    findInGroup(uid, key) {
        return this.reads.query(`SELECT c.id, c.last_seq, g.since_seq, NULL AS until_seq FROM conversations c
       JOIN group_members g ON g.conversation_id = c.id AND g.user_id = ? WHERE c.conversation_key = ?
       UNION ALL
       SELECT c.id, c.last_seq, p.since_seq, p.until_seq FROM conversations c
       JOIN past_memberships p ON p.conversation_id = c.id AND p.user_id = ? WHERE c.conversation_key = ?`, [uid, key, uid, key]);
    }
};
VisibilityRepository = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadStore])
], VisibilityRepository);
export { VisibilityRepository };
/** The last visible seq of each conversation in which the user may see anything; takes the user id three times. */
const LAST_VISIBLE = `
  SELECT w.conversation_id, MAX(w.seq) AS seq FROM (
    SELECT p.conversation_id, c.last_seq AS seq FROM participants p
    JOIN conversations c ON c.id = p.conversation_id WHERE p.user_id = ? AND c.last_seq > 0
    UNION ALL
    SELECT g.conversation_id, c.last_seq FROM group_members g
    JOIN conversations c ON c.id = g.conversation_id WHERE g.user_id = ? AND c.last_seq > g.since_seq
    UNION ALL
    SELECT h.conversation_id, h.until_seq FROM past_memberships h
    WHERE h.user_id = ? AND h.until_seq > h.since_seq
  ) w GROUP BY w.conversation_id`;
//# sourceMappingURL=visibility.repository.js.map