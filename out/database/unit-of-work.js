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
import { AsyncLocalStorage } from 'node:async_hooks';
import { pause } from '../common/async/pause.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { isDeadlock, toCallerError } from './database-errors.js';
import { CommitUncertainError, Store } from './store.js';
const ATTEMPTS = 4;
/**
 * The only way to write. Runs `work` in one transaction and publishes what it emitted after the
 * commit, never before. A deadlock or lock timeout repeats the whole of `work` from BEGIN, so it
 * keeps its state inside.
 */
let UnitOfWork = class UnitOfWork {
    constructor(store, events) {
        this.store = store;
        this.events = events;
        this.running = new AsyncLocalStorage();
    }
    get dialect() {
        return this.store.dialect;
    }
    /**
     * @throws AppError 10007 where the database is away, or did not say whether the commit holds:
     *   the server never repeats such a transaction, the caller may
     */
    async run(work) {
        // On SQLite it would wait for itself; on MySQL it would not see its own writes.
        if (this.running.getStore())
            throw new Error('UnitOfWork.run inside UnitOfWork.run');
        let events = [];
        const result = await this.running.run(true, () => this.repeatOnDeadlock(async (tx) => {
            const value = await work(tx);
            events = tx.events;
            return value;
        }));
        this.publishSoon(events);
        return result;
    }
    async repeatOnDeadlock(work) {
        for (let attempt = 1;; attempt += 1) {
            try {
                return await this.store.attempt(work);
            }
            catch (error) {
                if (error instanceof CommitUncertainError)
                    throw storageUnavailable(error);
                if (!isDeadlock(error) || attempt === ATTEMPTS)
                    throw toCallerError(error);
                await pause(Math.random() * 10 * attempt);
            }
        }
    }
    /** After the caller's own continuation, so that no listener delays an answer; in order of commit. */
    publishSoon(events) {
        if (events.length === 0)
            return;
        setImmediate(() => {
            for (const event of events)
                this.events.publish(event.type, event.payload);
        });
    }
};
UnitOfWork = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Store,
        EventBus])
], UnitOfWork);
export { UnitOfWork };
//# sourceMappingURL=unit-of-work.js.map