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
import { UserService } from '../users/user.service.js';
import { TokenVerifier } from './token-verifier.js';
/** Who a token speaks for, as of now: REST guard and socket handshake ask the same question here. */
let UserAuthenticator = class UserAuthenticator {
    constructor(tokens, users) {
        this.tokens = tokens;
        this.users = users;
    }
    /** @throws AppError 10001, 10002 */
    async authenticate(token) {
        const verified = await this.verify(token);
        await this.assertActive(verified);
        return verified;
    }
    /** What the token says, without asking whether its user may still call. @throws AppError 10001, 10002 */
    verify(token) {
        return this.tokens.verify(token);
    }
    /** For a caller who was let in earlier: the token's time and the ban are looked at anew. @throws AppError */
    async assertActive({ uid, expiresAt }) {
        if (expiresAt <= Date.now())
            throw new AppError(10002);
        if (!(await this.users.isActive(uid)))
            throw new AppError(10001);
    }
};
UserAuthenticator = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [TokenVerifier,
        UserService])
], UserAuthenticator);
export { UserAuthenticator };
//# sourceMappingURL=user-authenticator.js.map