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
import { storageUnavailable } from '../../common/errors/app-error.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { BatchExecutor } from './batch-executor.js';
import { ConversationResolver } from './conversation-resolver.js';
import { PendingAppend } from './pending-append.js';
import { WriterLane } from './writer-lane.js';
/** Milliseconds after which a caller is told 10007. */
export const APPEND_DEADLINE_MS = 2500;
/** The only way into a timeline: group commit in lanes by conversation (architecture, section 4). */
let TimelineWriter = class TimelineWriter {
    constructor(unitOfWork, resolver, executor) {
        this.closed = false;
        const count = unitOfWork.dialect.writerLanes;
        this.lanes = Array.from({ length: count }, () => new WriterLane(resolver, executor));
    }
    /**
     * Stores a message; resolves after its transaction committed. A repeat with the same client id
     * resolves with the first result.
     * @throws AppError what the rules said; 20009; 10007 past the deadline, with a full queue, or where
     *   the database is away: then a repeat tells whether it was stored
     */
    append(command) {
        if (this.closed)
            return Promise.reject(storageUnavailable());
        const pending = new PendingAppend(command, APPEND_DEADLINE_MS);
        const lane = this.lanes[hash(pending.key) % this.lanes.length];
        if (!lane)
            throw new Error('The writer has no lanes');
        return lane.submit(pending);
    }
    /** Refuses what is new, and resolves once what was accepted is answered. */
    async close() {
        this.closed = true;
        await Promise.all(this.lanes.map((lane) => lane.idle()));
    }
};
TimelineWriter = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UnitOfWork, ConversationResolver, BatchExecutor])
], TimelineWriter);
export { TimelineWriter };
/** FNV-1a: spreads keys that differ in their last digit only. */
function hash(text) {
    let value = 0x811c9dc5;
    for (let i = 0; i < text.length; i += 1)
        value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
    return value >>> 0;
}
//# sourceMappingURL=timeline-writer.js.map