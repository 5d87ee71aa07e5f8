var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var EventBus_1;
import { Injectable, Logger } from '@nestjs/common';
export function defineEvent(name) {
    return { name };
}
/**
 * Carries news upward through the layers, after commit only (`Tx.emit`). Listeners are told in the
 * order of publication and stand apart from each other: one that throws, rejects or never resolves
 * delays neither the answer to the caller nor another listener.
 */
let EventBus = EventBus_1 = class EventBus {
    constructor() {
        this.logger = new Logger(EventBus_1.name);
        this.listeners = new Map();
    }
    subscribe(type, listener) {
        const known = this.listeners.get(type.name);
        if (known)
            known.push(listener);
        else
            this.listeners.set(type.name, [listener]);
    }
    publish(type, payload) {
        for (const listener of this.listeners.get(type.name) ?? []) {
            try {
                const result = listener(payload);
                if (result instanceof Promise)
                    result.catch((error) => this.report(type.name, error));
            }
            catch (error) {
                this.report(type.name, error);
            }
        }
    }
    report(event, error) {
        this.logger.error(`A listener of ${event} failed`, error instanceof Error ? error.stack : String(error));
    }
};
EventBus = EventBus_1 = __decorate([
    Injectable()
], EventBus);
export { EventBus };
//# sourceMappingURL=event-bus.js.map