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
import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';
/** Lets the host app's servers in by their API key (contract, section 3). */
let CmsAuthenticator = class CmsAuthenticator {
    constructor({ cmsApiKey }) {
        this.expected = digest(cmsApiKey);
    }
    /** @throws AppError 10001 */
    authenticate(apiKey) {
        // Digests are of one length, which timingSafeEqual demands, and tell nothing of the key's prefix.
        if (apiKey === undefined || !timingSafeEqual(digest(apiKey), this.expected))
            throw new AppError(10001);
    }
};
CmsAuthenticator = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [Configuration])
], CmsAuthenticator);
export { CmsAuthenticator };
function digest(text) {
    return createHash('sha256').update(text).digest();
}
//# sourceMappingURL=cms-authenticator.js.map