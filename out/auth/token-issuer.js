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
import { SignJWT } from 'jose';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';
import { UserService } from '../users/user.service.js';
import { AUDIENCE } from './token-verifier.js';
export const DEFAULT_EXPIRES_IN = 86_400;
/** Issues user tokens for host apps without a login of their own (contract, section 7, issueUserToken). */
let TokenIssuer = class TokenIssuer {
    constructor(configuration, users) {
        this.configuration = configuration;
        this.users = users;
    }
    /**
     * @param expiresIn seconds
     * @throws AppError 10003 where tokens are signed by the host app itself, 20001
     */
    async issue(uid, expiresIn = DEFAULT_EXPIRES_IN) {
        const keys = this.configuration.tokenKeys;
        if (keys.kind !== 'secret')
            throw new AppError(10003);
        await this.users.assertExist([uid]);
        const now = Math.floor(Date.now() / 1000);
        const token = await new SignJWT()
            .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
            .setSubject(String(uid))
            .setAudience(AUDIENCE)
            .setIssuedAt(now)
            .setExpirationTime(now + expiresIn)
            .sign(new TextEncoder().encode(keys.secret));
        return { token, expires_in: expiresIn };
    }
};
TokenIssuer = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Configuration,
        UserService])
], TokenIssuer);
export { TokenIssuer };
//# sourceMappingURL=token-issuer.js.map