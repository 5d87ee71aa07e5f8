var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var GracefulShutdown_1;
import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { pause } from '../common/async/pause.js';
import { EventDispatcher } from '../realtime/event-dispatcher.js';
import { TimelineWriter } from '../timeline/writer/timeline-writer.js';
import { NodeState } from './node-state.js';
const DRAIN_MS = 5_000;
const LOOK_MS = 20;
/**
 * Ends the node's work: what was accepted is answered, what is new is refused, and connections that
 * never finish their request do not hold it up.
 */
let GracefulShutdown = GracefulShutdown_1 = class GracefulShutdown {
    constructor(state, events, writer, http) {
        this.state = state;
        this.events = events;
        this.writer = writer;
        this.http = http;
        this.logger = new Logger(GracefulShutdown_1.name);
        this.inFlight = 0;
    }
    /** Counts requests from the start; call it before the server listens. */
    watch(fastify) {
        fastify.addHook('onRequest', (_request, reply, done) => {
            this.inFlight += 1;
            reply.raw.once('close', () => (this.inFlight -= 1));
            done();
        });
        fastify.addHook('onSend', (_request, reply, payload, done) => {
            if (this.state.draining)
                void reply.header('Connection', 'close');
            done(null, payload);
        });
    }
    /** Resolves when everything accepted is answered, or after five seconds; then the application may close. */
    async drain() {
        this.state.drain();
        this.events.drain();
        const server = this.http.httpAdapter.getHttpServer();
        server.close();
        server.closeIdleConnections();
        const deadline = Date.now() + DRAIN_MS;
        while (this.inFlight + this.events.pending > 0 && Date.now() < deadline) {
            await pause(LOOK_MS);
            server.closeIdleConnections();
        }
        await this.writer.close();
        if (this.inFlight > 0)
            this.logger.warn(`${this.inFlight} requests never ended and are cut`);
        server.closeAllConnections();
    }
};
GracefulShutdown = GracefulShutdown_1 = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [NodeState,
        EventDispatcher,
        TimelineWriter,
        HttpAdapterHost])
], GracefulShutdown);
export { GracefulShutdown };
//# sourceMappingURL=graceful-shutdown.js.map