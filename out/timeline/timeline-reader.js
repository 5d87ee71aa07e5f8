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
import { pause } from '../common/async/pause.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import { SENDER_KIND } from './message.js';
import { MessageRepository } from './message.repository.js';
import { SenderDirectory } from './sender-directory.js';
const SENDER_KINDS = Object.keys(SENDER_KIND);
const READS = 6;
/**
 * Reads stretches of timelines whole. Seqs have no gaps, so a stretch of n seqs that yields fewer
 * than n rows has met a snapshot that shows a later commit without an earlier one (measured on
 * MariaDB: 3 in 85,846): it is read again, and never passed over.
 */
let TimelineReader = class TimelineReader {
    constructor(messages, senders) {
        this.messages = messages;
        this.senders = senders;
    }
    /**
     * The messages of committed ranges, ascending.
     * @throws AppError 10007 where a hole does not close
     */
    async read({ conversationId, target }, ranges) {
        const rows = [];
        for (const range of ranges)
            rows.push(...(await this.readWhole(conversationId, range)));
        return this.assemble(rows, () => target);
    }
    /** One message of each of several conversations, in the order asked for. */
    async readEach(places) {
        const rows = await this.messages.findPlaces(places);
        const rowAt = new Map(rows.map((row) => [`${row.conversation_id}:${row.seq}`, row]));
        const found = places.flatMap(({ conversationId, target, seq }) => {
            const row = rowAt.get(`${conversationId}:${seq}`);
            return row === undefined ? [] : [{ row, target }];
        });
        const targets = new Map(found.map(({ row, target }) => [row, target]));
        return this.assemble(found.map(({ row }) => row), (row) => targets.get(row) ?? { kind: 'users', low: 0, high: 0 });
    }
    /** Makes messages of rows, with their senders' present names. */
    async assemble(rows, targetOfRow) {
        const refs = rows.map((row) => ({ kind: senderKindOf(row), id: row.sender_id }));
        const senderOf = await this.senders.load(refs);
        return rows.map((row) => ({
            id: row.id,
            conversationId: row.conversation_id,
            target: targetOfRow(row),
            seq: row.seq,
            sender: senderOf({ kind: senderKindOf(row), id: row.sender_id }),
            clientMsgId: row.client_msg_id ?? undefined,
            type: row.type,
            body: row.recalled_at === null ? JSON.parse(row.body) : undefined,
            createdAt: row.created_at,
        }));
    }
    async readWhole(conversationId, { from, to }) {
        for (let attempt = 1; attempt <= READS; attempt += 1) {
            const rows = await this.messages.findRange(conversationId, from, to);
            if (rows.length === to - from + 1)
                return rows;
            await pause(attempt * 2);
        }
        throw storageUnavailable(new Error(`A hole in conversation ${conversationId} between ${from} and ${to}`));
    }
};
TimelineReader = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [MessageRepository,
        SenderDirectory])
], TimelineReader);
export { TimelineReader };
function senderKindOf(row) {
    return SENDER_KINDS[row.sender_kind] ?? 'user';
}
//# sourceMappingURL=timeline-reader.js.map