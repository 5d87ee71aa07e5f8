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
import { chunks, rowPlaceholders } from '../database/sql.js';
import { SENDER_KIND } from './message.js';
const COLUMNS = `conversation_id, seq, id, sender_kind, sender_id, client_msg_id, type, body, content_hash,
  receivers, created_at`;
const COLUMN_COUNT = 11;
const READ_COLUMNS = `conversation_id, seq, id, sender_kind, sender_id, client_msg_id, type, body, created_at, recalled_at`;
let MessageRepository = class MessageRepository {
    constructor(reads) {
        this.reads = reads;
    }
    /** Earlier sends with these client ids, by `<sender kind>:<sender>:<client id>`. */
    async findByClientIds(tx, ids) {
        if (ids.length === 0)
            return new Map();
        // Spelt out with OR: MariaDB answers a row-constructor IN by reading the whole table.
        const match = ids.map(() => '(sender_kind = ? AND sender_id = ? AND client_msg_id = ?)').join(' OR ');
        const rows = await tx.query(`SELECT sender_kind, sender_id, client_msg_id, id, seq, content_hash FROM messages WHERE ${match}`, ids.flatMap(({ senderKind, senderId, clientMsgId }) => [SENDER_KIND[senderKind], senderId, clientMsgId]));
        const kinds = Object.keys(SENDER_KIND);
        return new Map(rows.map((row) => [
            `${kinds[row.sender_kind]}:${row.sender_id}:${row.client_msg_id}`,
            { msgId: row.id, seq: row.seq, hash: row.content_hash },
        ]));
    }
    async insert(tx, rows) {
        await tx.execute(`INSERT INTO messages (${COLUMNS}) VALUES ${rowPlaceholders(rows.length, COLUMN_COUNT)}`, rows.flatMap((row) => [
            row.conversation_id,
            row.seq,
            row.id,
            row.sender_kind,
            row.sender_id,
            row.client_msg_id,
            row.type,
            row.body,
            row.content_hash,
            row.receivers,
            row.created_at,
        ]));
    }
    /** Messages `from` … `to`, ascending: one range scan of the primary key. */
    findRange(conversationId, from, to) {
        return this.reads.query(`SELECT ${READ_COLUMNS} FROM messages WHERE conversation_id = ? AND seq BETWEEN ? AND ? ORDER BY seq`, [conversationId, from, to]);
    }
    /** The messages at these places of several conversations. */
    async findPlaces(places) {
        const rows = [];
        for (const part of chunks(places, 250)) {
            const match = part.map(() => '(conversation_id = ? AND seq = ?)').join(' OR ');
            const sql = `SELECT ${READ_COLUMNS} FROM messages WHERE ${match}`;
            const parameters = part.flatMap(({ conversationId, seq }) => [conversationId, seq]);
            rows.push(...(await this.reads.query(sql, parameters)));
        }
        return rows;
    }
};
MessageRepository = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ReadStore])
], MessageRepository);
export { MessageRepository };
//# sourceMappingURL=message.repository.js.map