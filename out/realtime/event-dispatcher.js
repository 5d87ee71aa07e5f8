var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var EventDispatcher_1;
import { Injectable, Logger } from '@nestjs/common';
import { SerialQueue } from '../common/async/serial-queue.js';
import { AppError, badParameter, storageUnavailable } from '../common/errors/app-error.js';
import { isWithinLimits } from '../wire/json.js';
import { answerFailure } from './ack-exception.filter.js';
import { OVERSIZED } from './limited-decoder.js';
/** Events of one socket that may wait for their turn. */
const MAX_QUEUED = 1000;
/** Hands each socket's events to their handlers one after the other, and sees to it that each is answered. */
let EventDispatcher = EventDispatcher_1 = class EventDispatcher {
    constructor() {
        this.logger = new Logger(EventDispatcher_1.name);
        this.draining = false;
        this.unanswered = 0;
    }
    attach(socket, handlers) {
        const queue = new SerialQueue();
        socket.onAny((event, ...args) => {
            const last = args.at(-1);
            const ack = typeof last === 'function' ? args.pop() : undefined;
            const refusal = this.refuse(queue, args);
            const handler = handlers.get(String(event));
            if (refusal)
                answerFailure(socket, ack, refusal);
            else if (!handler)
                answerFailure(socket, ack, new AppError(10004));
            else {
                this.unanswered += 1;
                void queue.run(() => this.handle(handler, args[0], ack)).finally(() => (this.unanswered -= 1));
            }
        });
    }
    /** From now on events are refused with 10007. */
    drain() {
        this.draining = true;
    }
    /** Events that were accepted and not answered yet. */
    get pending() {
        return this.unanswered;
    }
    refuse(queue, args) {
        if (this.draining)
            return storageUnavailable();
        if (args[0] === OVERSIZED)
            return new AppError(10006);
        if (queue.size >= MAX_QUEUED)
            return new AppError(10005, undefined, 1);
        return args.length > 1 || !isWithinLimits(args) ? badParameter('body') : undefined;
    }
    /** The gateway's filter answers failures itself, and then there is no result. */
    async handle(handler, data, ack) {
        try {
            const answer = await handler(data, ack);
            if (answer !== undefined)
                ack?.(answer);
        }
        catch (error) {
            this.logger.error({ err: error }, 'An event handler failed outside its filter');
        }
    }
};
EventDispatcher = EventDispatcher_1 = __decorate([
    Injectable()
], EventDispatcher);
export { EventDispatcher };
//# sourceMappingURL=event-dispatcher.js.map