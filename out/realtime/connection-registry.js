var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Injectable } from '@nestjs/common';
/**
 * The users of this node's sockets. Unlike Socket.IO's own registers it knows sockets that are
 * still in their handshake, so that what happens meanwhile reaches them too.
 */
let ConnectionRegistry = class ConnectionRegistry {
    constructor() {
        this.byUser = new Map();
    }
    add(uid, socket) {
        const connection = { uid, socket, ended: undefined };
        const connections = this.byUser.get(uid);
        if (connections)
            connections.add(connection);
        else
            this.byUser.set(uid, new Set([connection]));
        return connection;
    }
    remove(connection) {
        const connections = this.byUser.get(connection.uid);
        connections?.delete(connection);
        if (connections?.size === 0)
            this.byUser.delete(connection.uid);
    }
    of(uid) {
        return [...(this.byUser.get(uid) ?? [])];
    }
    /** How many users have a socket here. */
    get size() {
        return this.byUser.size;
    }
    /** Ids of the users who have a socket here. */
    get uids() {
        return [...this.byUser.keys()];
    }
};
ConnectionRegistry = __decorate([
    Injectable()
], ConnectionRegistry);
export { ConnectionRegistry };
//# sourceMappingURL=connection-registry.js.map