var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var Handshake_1;
import { Injectable, Logger } from '@nestjs/common';
import { UserAuthenticator } from '../auth/user-authenticator.js';
import { failure } from '../wire/envelope.js';
import { languageOf } from '../wire/language.js';
import { toAppError } from '../wire/to-app-error.js';
import { ConnectionRegistry } from './connection-registry.js';
import { GroupRooms } from './group-rooms.js';
import { limitOutgoing } from './outgoing-limit.js';
import { userRoom } from './rooms.js';
import { SessionEnder } from './session-ender.js';
/**
 * The handshake's door: authenticates, and joins all rooms before it is answered, so that every
 * push after the client's `connect` reaches it.
 */
let Handshake = Handshake_1 = class Handshake {
    constructor(authenticator, connections, groups, sessions) {
        this.authenticator = authenticator;
        this.connections = connections;
        this.groups = groups;
        this.sessions = sessions;
        this.logger = new Logger(Handshake_1.name);
    }
    /** For Socket.IO's `use`. The client finds the envelope in `connect_error`'s `data`. */
    async admit(socket, next) {
        const language = languageOf(socket.handshake.headers['accept-language']);
        try {
            await this.open(socket, language);
            next();
        }
        catch (thrown) {
            const error = toAppError(thrown);
            if (error.code === 10500)
                this.logger.error({ err: thrown }, 'Unexpected error in a handshake');
            next(Object.assign(new Error(error.message), { data: failure(error, language) }));
        }
    }
    async open(socket, language) {
        const token = socket.handshake.auth.token;
        const verified = await this.authenticator.verify(typeof token === 'string' ? token : undefined);
        const identity = { kind: 'user', uid: verified.uid };
        socket.data = { ...verified, identity, language };
        // Registered before anything is read: what happens during the reads reaches it.
        const connection = this.connections.add(verified.uid, socket);
        this.forgetWhenGone(connection);
        await this.authenticator.assertActive(verified);
        await socket.join(userRoom(verified.uid));
        await this.groups.joinAll(connection);
        if (connection.ended)
            throw connection.ended;
        this.sessions.watch(connection);
        limitOutgoing(socket);
    }
    /** A handshake that is refused, or whose client leaves, never sees `disconnect`: its connection closes instead. */
    forgetWhenGone(connection) {
        const { socket } = connection;
        const forget = () => {
            this.connections.remove(connection);
            this.sessions.forget(connection);
        };
        socket.once('disconnect', forget);
        socket.conn.once('close', forget);
    }
};
Handshake = Handshake_1 = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UserAuthenticator,
        ConnectionRegistry,
        GroupRooms,
        SessionEnder])
], Handshake);
export { Handshake };
//# sourceMappingURL=handshake.js.map