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
import { toCallerError } from './database-errors.js';
import { Store } from './store.js';
/** Reads outside a transaction: they see what is committed, and never wait for a writer on SQLite. */
let ReadStore = class ReadStore {
    constructor(store) {
        this.store = store;
    }
    get dialect() {
        return this.store.dialect;
    }
    /** @throws AppError 10007 where the database is away */
    async run(work) {
        try {
            return await this.store.read(work);
        }
        catch (error) {
            throw toCallerError(error);
        }
    }
    /** Rows of one SELECT. */
    query(sql, parameters = []) {
        return this.run((session) => session.query(sql, parameters));
    }
};
ReadStore = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Store])
], ReadStore);
export { ReadStore };
//# sourceMappingURL=read-store.js.map