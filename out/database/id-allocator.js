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
import { UnitOfWork } from './unit-of-work.js';
const BLOCK = 1000;
/**
 * Hands out ids that are unique on all nodes and known before the insert: blocks of a counter row.
 * A block that a crash leaves behind is a gap, which ids may have; nothing is ordered by id.
 */
let IdAllocator = class IdAllocator {
    constructor(unitOfWork) {
        this.unitOfWork = unitOfWork;
        this.blocks = new Map();
        this.fetching = new Map();
    }
    /**
     * Takes `count` ids; call it outside a transaction.
     * @param sequence a row of the `sequences` table
     */
    async take(sequence, count) {
        for (;;) {
            const block = this.blocks.get(sequence);
            if (block && block.end - block.next >= count) {
                const first = block.next;
                block.next += count;
                return Array.from({ length: count }, (_, index) => first + index);
            }
            await this.refill(sequence, Math.max(count, BLOCK));
        }
    }
    refill(sequence, size) {
        let fetch = this.fetching.get(sequence);
        if (!fetch) {
            fetch = this.fetchBlock(sequence, size).finally(() => this.fetching.delete(sequence));
            this.fetching.set(sequence, fetch);
        }
        return fetch;
    }
    async fetchBlock(sequence, size) {
        const end = await this.unitOfWork.run(async (tx) => {
            // The update locks the row, so the value read next is this transaction's own.
            await tx.execute('UPDATE sequences SET next_value = next_value + ? WHERE name = ?', [size, sequence]);
            const sql = 'SELECT next_value FROM sequences WHERE name = ?';
            const [row] = await tx.query(sql, [sequence]);
            if (!row)
                throw new Error(`No sequence ${sequence}`);
            return row.next_value;
        });
        this.blocks.set(sequence, { next: end - size, end });
    }
};
IdAllocator = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UnitOfWork])
], IdAllocator);
export { IdAllocator };
//# sourceMappingURL=id-allocator.js.map