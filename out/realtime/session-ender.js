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
import { AppError } from '../common/errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { userBanned } from '../users/user-events.js';
import { failure } from '../wire/envelope.js';
import { ConnectionRegistry } from './connection-registry.js';
const CHECK_MS = 250;
/** Ends connections within a second of their token's expiry or their user's ban, and says why first. */
let SessionEnder = class SessionEnder {
    constructor(connections, events) {
        this.connections = connections;
        this.events = events;
        /** By the second in which they expire. One timer serves all: Node's cannot wait longer than 24 days. */
        this.expiring = new Map();
        this.timer = setInterval(() => this.endExpired(), CHECK_MS).unref();
    }
    onModuleInit() {
        this.events.subscribe(userBanned, ({ uid }) => {
            for (const connection of this.connections.of(uid))
                this.end(connection, new AppError(10001));
        });
    }
    onApplicationShutdown() {
        clearInterval(this.timer);
    }
    watch(connection) {
        const second = secondOf(connection.socket);
        const others = this.expiring.get(second);
        if (others)
            others.add(connection);
        else
            this.expiring.set(second, new Set([connection]));
    }
    forget(connection) {
        const second = secondOf(connection.socket);
        const others = this.expiring.get(second);
        others?.delete(connection);
        if (others?.size === 0)
            this.expiring.delete(second);
    }
    endExpired() {
        const now = Date.now();
        for (const [second, connections] of this.expiring) {
            if (second * 1000 > now)
                continue;
            this.expiring.delete(second);
            for (const connection of connections)
                this.end(connection, new AppError(10002));
        }
    }
    /** What is written before the close is sent before it. */
    end(connection, error) {
        connection.ended = error;
        const { socket } = connection;
        if (!socket.connected)
            return;
        socket.emit('session:ended', failure(error, socket.data.language));
        socket.disconnect(true);
    }
};
SessionEnder = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ConnectionRegistry,
        EventBus])
], SessionEnder);
export { SessionEnder };
function secondOf(socket) {
    return Math.ceil(socket.data.expiresAt / 1000);
}
//# sourceMappingURL=session-ender.js.map