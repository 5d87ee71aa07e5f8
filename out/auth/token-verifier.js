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
import { createRemoteJWKSet, errors, importSPKI, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { createPublicKey } from 'node:crypto';
import { AppError, storageUnavailable } from '../common/errors/app-error.js';
import { parseUint } from '../common/uint.js';
import { Configuration } from '../config/configuration.js';
export const AUDIENCE = 'chat';
const REMEMBERED_TOKENS = 50_000;
/** Longer than any real token: nothing costly is done with it. */
const MAX_TOKEN = 8192;
/** Verifies user tokens for the REST guard and the socket handshake alike (contract, section 3). */
let TokenVerifier = class TokenVerifier {
    constructor(configuration) {
        /** What was verified stays so until it expires; whether its user may still call is asked every time. */
        this.verified = new LRUCache({ max: REMEMBERED_TOKENS });
        this.verifiers = verifiersFor(configuration.tokenKeys);
    }
    /** @throws AppError 10001 for a missing or bad token, 10002 for an expired one, 10007 where the key set is out of reach */
    async verify(token) {
        if (token === undefined || token === '' || token.length > MAX_TOKEN)
            throw new AppError(10001);
        const known = this.verified.get(token);
        if (known && known.expiresAt > Date.now())
            return known;
        const fresh = readClaims(await this.checkSignature(token));
        this.verified.set(token, fresh);
        return fresh;
    }
    async checkSignature(token) {
        let refusal = new AppError(10001);
        for (const { key, algorithms } of await this.verifiers) {
            try {
                const options = { algorithms, audience: AUDIENCE, clockTolerance: 0, requiredClaims: ['exp', 'sub'] };
                // jwtVerify is overloaded for keys and for functions that find one.
                const { payload } = typeof key === 'function' ? await jwtVerify(token, key, options) : await jwtVerify(token, key, options);
                return payload;
            }
            catch (error) {
                refusal = toRefusal(error);
                // Its signature is right, so no other key will say more.
                if (refusal.code === 10002)
                    throw refusal;
            }
        }
        throw refusal;
    }
};
TokenVerifier = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Configuration])
], TokenVerifier);
export { TokenVerifier };
function readClaims(payload) {
    const uid = typeof payload.sub === 'string' ? parseUint(payload.sub, 1) : undefined;
    if (uid === undefined || payload.exp === undefined)
        throw new AppError(10001);
    return { uid, expiresAt: payload.exp * 1000 };
}
function toRefusal(error) {
    if (error instanceof errors.JWTExpired)
        return new AppError(10002);
    // Everything that jose says of a token is a JOSEError; what is none comes from fetching the key set.
    const keysOutOfReach = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError);
    return keysOutOfReach ? storageUnavailable(error) : new AppError(10001);
}
async function verifiersFor(keys) {
    switch (keys.kind) {
        case 'secret': {
            const secrets = [keys.secret, ...(keys.previousSecret === undefined ? [] : [keys.previousSecret])];
            return secrets.map((secret) => ({ key: new TextEncoder().encode(secret), algorithms: ['HS256'] }));
        }
        case 'publicKey': {
            const algorithm = algorithmOf(keys.pem);
            return [{ key: await importSPKI(keys.pem, algorithm), algorithms: [algorithm] }];
        }
        case 'jwks':
            return [{ key: createRemoteJWKSet(keys.url), algorithms: ['RS256', 'ES256', 'EdDSA'] }];
    }
}
function algorithmOf(pem) {
    const type = createPublicKey(pem).asymmetricKeyType;
    if (type === 'rsa')
        return 'RS256';
    return type === 'ed25519' ? 'EdDSA' : 'ES256';
}
//# sourceMappingURL=token-verifier.js.map