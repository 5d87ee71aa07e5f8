var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var DatabaseModule_1;
import { Global, Injectable, Module } from '@nestjs/common';
import { IdAllocator } from './id-allocator.js';
import { ReadStore } from './read-store.js';
import { Store } from './store.js';
import { UnitOfWork } from './unit-of-work.js';
/** Closes the store last: every other module has stopped using it by then. */
let StoreCloser = class StoreCloser {
    constructor(store) {
        this.store = store;
    }
    async onApplicationShutdown() {
        await this.store.close();
    }
};
StoreCloser = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Store])
], StoreCloser);
/** Makes the store that was opened (`openStore`) injectable through its two doors. */
let DatabaseModule = DatabaseModule_1 = class DatabaseModule {
    static with(store) {
        return {
            module: DatabaseModule_1,
            providers: [{ provide: Store, useValue: store }, UnitOfWork, ReadStore, IdAllocator, StoreCloser],
            exports: [Store, UnitOfWork, ReadStore, IdAllocator],
        };
    }
};
DatabaseModule = DatabaseModule_1 = __decorate([
    Global(),
    Module({})
], DatabaseModule);
export { DatabaseModule };
//# sourceMappingURL=database.module.js.map